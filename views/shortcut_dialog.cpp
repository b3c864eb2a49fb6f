// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shortcut_dialog.h"

#include "views/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace sentinai {

ShortcutDialog::ShortcutDialog(const std::vector<Entry>& entries, QWidget* parent)
    : QDialog(parent) {
  setObjectName(QStringLiteral("shortcutDialog"));
  setWindowTitle(tr("Keyboard shortcuts"));
  auto* search = new QLineEdit(this);
  search->setObjectName(QStringLiteral("shortcutSearch"));
  search->setPlaceholderText(tr("Search …"));
  search->setAccessibleName(tr("Search shortcuts"));
  auto* tree = new QTreeWidget(this);
  tree->setObjectName(QStringLiteral("shortcutList"));
  tree->setAccessibleName(tr("Keyboard shortcuts"));
  tree->setHeaderLabels({tr("Action"), tr("Shortcut")});
  tree->setRootIsDecorated(false);
  tree->setFrameShape(QFrame::NoFrame);
  QHash<QString, QTreeWidgetItem*> groups;
  for (const Entry& entry : entries) {
    QTreeWidgetItem*& group = groups[entry.group];
    if (!group) {
      group = new QTreeWidgetItem(tree, {entry.group});
      QFont strong = font();
      strong.setWeight(QFont::DemiBold);
      group->setFont(0, strong);
      group->setFirstColumnSpanned(true);
      group->setFlags(Qt::ItemIsEnabled);
    }
    new QTreeWidgetItem(group, {entry.name, entry.shortcut});
  }
  tree->expandAll();
  tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree->header()->setSectionResizeMode(1, QHeaderView::Fixed);
  tree->header()->setStretchLastSection(false);
  tree->setColumnWidth(1, 160);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(search, &QLineEdit::textChanged, this, [tree](const QString& text) {
    for (int i = 0; i < tree->topLevelItemCount(); ++i) {
      QTreeWidgetItem* group = tree->topLevelItem(i);
      bool any = false;
      for (int k = 0; k < group->childCount(); ++k) {
        QTreeWidgetItem* item = group->child(k);
        const bool found =
            item->text(0).contains(text, Qt::CaseInsensitive) || item->text(1).contains(text, Qt::CaseInsensitive);
        item->setHidden(!found);
        any = any || found;
      }
      group->setHidden(!any);
    }
  });
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL);
  layout->addWidget(search);
  layout->addWidget(tree, 1);
  layout->addWidget(buttons);
  resize(480, 560);
}

} // namespace sentinai
