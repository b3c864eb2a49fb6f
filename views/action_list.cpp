// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/action_list.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace sentinai {

namespace {

QString plainText(const QString& text) {
  QString plain;
  for (qsizetype i = 0; i < text.size(); ++i) {
    if (text[i] == QLatin1Char('&') && i + 1 < text.size()) {
      ++i; // A mnemonic, or a doubled ampersand that stands for one.
    }
    plain += text[i];
  }
  return plain;
}

void collect(const QList<QAction*>& actions, const QStringList& groups, std::vector<ListedAction>& listed) {
  for (QAction* action : actions) {
    if (action->isSeparator() || !action->isVisible()) {
      continue;
    }
    const QString name = plainText(action->text());
    if (const QMenu* menu = action->menu()) {
      collect(menu->actions(), groups + QStringList{name}, listed);
    } else {
      listed.push_back({action, groups, name});
    }
  }
}

} // namespace

QString ListedAction::path() const {
  return (groups + QStringList{name}).join(QStringLiteral(" › "));
}

std::vector<ListedAction> listActions(const QMenuBar& bar) {
  std::vector<ListedAction> listed;
  collect(bar.actions(), {}, listed);
  return listed;
}

} // namespace sentinai
