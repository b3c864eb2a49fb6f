// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace sentinai {

class Theme;

/// What stands where content would be while there is none: loading, empty, failed, not permitted. It says what is the
/// case and what to do, and offers at most two ways on.
class StatePanel : public QWidget {
  Q_OBJECT
public:
  enum class Kind : quint8 { Loading, Empty, Error, NoPermission };

  StatePanel(const Theme& theme, QWidget* parent = nullptr);

  /// An empty action text leaves its button out.
  void showState(Kind kind, const QString& title, const QString& text, const QString& action = {},
                 const QString& secondAction = {});

  /// For Kind::Loading: a bar that fills; a negative `permille` makes it indeterminate.
  void setProgress(int permille, const QString& text);

  [[nodiscard]] Kind kind() const { return m_kind; }

  /// The button that says what to do next; null where there is none.
  [[nodiscard]] QWidget* firstAction() const;

Q_SIGNALS:
  void actionTriggered();
  void secondActionTriggered();

private:
  void restyle();

  const Theme& m_theme;
  Kind m_kind = Kind::Loading;
  QLabel* m_icon;
  QLabel* m_title;
  QLabel* m_text;
  QProgressBar* m_progress;
  QPushButton* m_action;
  QPushButton* m_secondAction;
};

} // namespace sentinai
