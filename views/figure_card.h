// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QPersistentModelIndex>

namespace sentinai {

class FigureTableModel;
class Theme;

/// One key figure as a card: what it counts, the number, and a remark. Pressing it, by mouse or keyboard, asks for the
/// exceptions behind the number.
class FigureCard : public QAbstractButton {
  Q_OBJECT
public:
  /// How the number is coloured while it is not zero.
  enum class Accent : quint8 { None, Warning, Bad };

  /// Shows row `row` of `model`; both references must outlive the card.
  FigureCard(const Theme& theme, const FigureTableModel& model, int row, Accent accent, QWidget* parent = nullptr);

  void setRemark(const QString& remark); ///< A few words below the number.

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
  void drillDownRequested(const QModelIndex& index);

protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

private:
  void updateTexts();
  [[nodiscard]] QModelIndex valueIndex() const;

  const Theme& m_theme;
  const FigureTableModel& m_model;
  int m_row;
  Accent m_accent;
  QString m_remark;
};

} // namespace sentinai
