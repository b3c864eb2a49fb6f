// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exception_detail_model.h"
#include "views/page_widget.h"

#include <QPointer>
#include <QTimer>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTabWidget;

namespace sentinai {

class AttributeEditDialog;
class ConflictBanner;
class ElidedLabel;
class EventPayloadView;
class EventTimelineView;
class ExceptionAttributePanel;
class NoticeBanner;
class SimilarExceptionsView;
class StatePanel;
class Theme;

/// One exception: attributes and what can be done at the left, its timeline at the right, below it the payload of the
/// selected event and similar exceptions. Where the page is narrow, as in a side panel, left and right become above and
/// below. Everything that it is given must outlive it.
class ExceptionDetailPage : public PageWidget {
  Q_OBJECT
public:
  ExceptionDetailPage(ExceptionDetailModel& model, const TimeFormat& timeFormat, const Theme& theme,
                      QWidget* parent = nullptr);
  ~ExceptionDetailPage() override;

  void open(const QString& exceptionId);

  [[nodiscard]] QString title() const override; ///< The exception's id.
  void refresh() override;
  void focusFilter() override;
  bool goBack() override;
  void resetLayout() override;
  [[nodiscard]] bool isLoading() const override;
  [[nodiscard]] std::optional<Instant> loadedAt() const override;

  [[nodiscard]] QByteArray saveState() const; ///< Splitters, columns, tabs.
  bool restoreState(const QByteArray& state); ///< False, changing nothing, where `state` is not such a state.

Q_SIGNALS:
  void openExceptionRequested(const QString& exceptionId); ///< A similar one.

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  void buildLayout();
  [[nodiscard]] QWidget* buildHeader();
  void addActions();
  QAction* addShortcut(const QString& objectName, const QString& text, const QKeySequence& keys,
                       const std::function<void()>& act);
  void connectModel();
  void showRefusals();
  void showState();
  void showStatePanel();
  void showException();
  void noteLoading();
  void showSaving();
  void showChain();
  void showSelectedEvent();
  void showSimilarCount();
  void editAttributes();
  void arrange();
  void restyle();

  ExceptionDetailModel& m_model;
  const TimeFormat& m_timeFormat;
  const Theme& m_theme;
  StatePanel* m_statePanel;
  QWidget* m_content;
  QStackedLayout* m_stack;
  ElidedLabel* m_id;
  ElidedLabel* m_subtitle;
  QLabel* m_saving;
  QPushButton* m_chain;
  NoticeBanner* m_saveBanner;
  NoticeBanner* m_staleBanner;
  NoticeBanner* m_readOnlyBanner;
  ConflictBanner* m_conflict;
  ExceptionAttributePanel* m_attributes;
  EventTimelineView* m_timeline;
  EventPayloadView* m_payload;
  SimilarExceptionsView* m_similar;
  QTabWidget* m_tabs;
  QSplitter* m_columns;
  QSplitter* m_rows;
  QPointer<AttributeEditDialog> m_dialog;
  QList<QAction*> m_changing; ///< Actions, by what the login needs for them.
  QList<QAction*> m_assigning;
  QList<QAction*> m_commenting;
  QTimer m_clock; ///< Moves relative times and what is left of the SLA.
  bool m_wasLoading = false;
  std::optional<Instant> m_settledAt; ///< loadedAt() when settled() was last said.
  // As the user left them: a page that is not shown yet has no sizes of its own.
  QList<int> m_wideSizes;
  QList<int> m_rowSizes;
};

} // namespace sentinai
