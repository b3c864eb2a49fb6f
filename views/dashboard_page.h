// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/exception_query.h"
#include "views/page_widget.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedLayout;

namespace sentinai {

class DashboardModel;
class FigureCard;
class FigurePanel;
class FigureTableModel;
class PeriodPicker;
class StatePanel;
class Theme;
class TimeFormat;
class ViewSettings;

/// The supervisor's overview of one tenant: key figures, trend, ageing, deadlines and who and what they concern, in a
/// chosen period and domain. Every figure leads to its exceptions.
class DashboardPage : public PageWidget {
  Q_OBJECT
public:
  /// References must outlive the page. Asks for figures when first shown.
  DashboardPage(DashboardModel& model, const Theme& theme, const TimeFormat& timeFormat, QWidget* parent = nullptr);

  /// Why nothing may be imported; empty: it may.
  void setImportRefusal(const QString& reason);

  /// Period, domain, and which charts are shown as tables. To be restored before the page is shown.
  void saveLayout(ViewSettings& settings) const;
  void restoreLayout(const ViewSettings& settings);

  [[nodiscard]] QString title() const override;
  void refresh() override;
  void focusFilter() override;
  void resetLayout() override;
  [[nodiscard]] bool isLoading() const override;
  [[nodiscard]] std::optional<Instant> loadedAt() const override;

Q_SIGNALS:
  /// The user wants to see the exceptions behind a figure; `title` says which these are.
  void showExceptions(const ExceptionFilter& filter, const QString& title);
  void importRequested(); ///< There is nothing to show yet.

protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

private:
  [[nodiscard]] QWidget* makeToolBar();
  [[nodiscard]] QWidget* makeContent();
  FigurePanel* addPanel(FigureTableModel* model, QWidget* chart, const QString& name, const QString& emptyText);
  FigurePanel* addBarList(FigureTableModel* model, const QString& name, const QString& emptyText);
  void arrange();
  void showModel();
  void showEmpty();
  [[nodiscard]] bool asksForAll() const; ///< Neither period nor domain narrows what is shown.
  void showRemarks();
  void showDomains();
  void showAge();
  void drillDown(const FigureTableModel& model, const QModelIndex& index);

  DashboardModel& m_model;
  const Theme& m_theme;
  const TimeFormat& m_timeFormat;

  PeriodPicker* m_period = nullptr;
  QComboBox* m_domain = nullptr;
  QLabel* m_age = nullptr;
  QStackedLayout* m_stack = nullptr;
  StatePanel* m_state = nullptr;
  QScrollArea* m_scroll = nullptr;
  QGridLayout* m_cardGrid = nullptr;
  QGridLayout* m_grid = nullptr;
  QString m_importRefusal;
  int m_columns = 0; ///< Of the grid as it is arranged.

  std::vector<FigureCard*> m_cards;
  std::vector<FigurePanel*> m_panels;
  FigurePanel* m_trend = nullptr;
};

} // namespace sentinai
