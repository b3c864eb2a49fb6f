// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QDateEdit;
class QLabel;
class QPushButton;

namespace sentinai {

class Theme;

/// A strip to enter a date in that a list is to go to; hidden until it is opened. Esc closes it.
class DateJumpBar : public QFrame {
  Q_OBJECT
public:
  explicit DateJumpBar(const Theme& theme, QWidget* parent = nullptr);

  /// Shows itself with the keyboard in it. The list must be `sorted` by date; else it offers to sort it so.
  void open(bool sorted);
  void setSorted(bool sorted);
  void showMessage(const QString& text);

Q_SIGNALS:
  void dateChosen(const QDate& date);
  void sortRequested();
  void closed();

protected:
  void keyPressEvent(QKeyEvent* event) override;

private:
  void close();
  void restyle();

  const Theme& m_theme;
  QDateEdit* m_date;
  QPushButton* m_go;
  QPushButton* m_sort;
  QLabel* m_message;
};

} // namespace sentinai
