// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTreeWidget;

namespace sentinai {

/// Every action that has a shortcut, by menu.
class ShortcutDialog : public QDialog {
  Q_OBJECT
public:
  struct Entry {
    QString group;
    QString name;
    QString shortcut;
  };

  ShortcutDialog(const std::vector<Entry>& entries, QWidget* parent);
};

} // namespace sentinai
