// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QPointer>

class QAction;
class QLineEdit;
class QListWidget;

namespace sentinai {

class Theme;

/// Every action of the program, found by typing parts of its name. Enter runs it.
class CommandPalette : public QDialog {
  Q_OBJECT
public:
  CommandPalette(const Theme& theme, QWidget* parent);

  struct Command {
    QPointer<QAction> action;
    QString path; ///< e.g. "View › Theme › Dark".
  };

  /// Offers these and shows itself near the top of its parent.
  void openWith(std::vector<Command> commands);

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  void fill(const QString& text);
  void run();

  const Theme& m_theme;
  std::vector<Command> m_commands;
  QLineEdit* m_search;
  QListWidget* m_list;
};

} // namespace sentinai
