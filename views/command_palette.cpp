// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/command_palette.h"

#include "views/completion_delegate.h"
#include "views/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kWidth = 560;
constexpr int kHeight = 380;
constexpr int kIndexRole = Qt::UserRole + 1;
constexpr int kHintRole = Qt::UserRole + 2;

bool matches(const QString& path, const QString& text) {
  const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  return std::all_of(words.begin(), words.end(),
                     [&path](const QString& word) { return path.contains(word, Qt::CaseInsensitive); });
}

} // namespace

CommandPalette::CommandPalette(const Theme& theme, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this)) {
  setObjectName(QStringLiteral("commandPalette"));
  setWindowTitle(tr("Commands"));
  setAccessibleName(tr("Commands"));
  m_search->setObjectName(QStringLiteral("commandSearch"));
  m_search->setAccessibleName(tr("Search commands"));
  m_search->setPlaceholderText(tr("Type part of a command, then Enter"));
  m_search->setMinimumHeight(Theme::kRowHeight + 4);
  m_search->installEventFilter(this);
  m_list->setObjectName(QStringLiteral("commandList"));
  m_list->setAccessibleName(tr("Commands"));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setUniformItemSizes(true);
  m_list->setItemDelegate(new CompletionDelegate(theme, kHintRole, m_list));

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(Theme::kSpaceS, Theme::kSpaceS, Theme::kSpaceS, Theme::kSpaceS);
  layout->setSpacing(Theme::kSpaceS);
  layout->addWidget(m_search);
  layout->addWidget(m_list);
  resize(kWidth, kHeight);

  connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::fill);
  connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
}

void CommandPalette::openWith(std::vector<Command> commands) {
  m_commands = std::move(commands);
  m_search->clear();
  fill({});
  const QPoint top = parentWidget()->mapToGlobal(QPoint((parentWidget()->width() - width()) / 2, 64));
  move(top);
  setStyleSheet(QStringLiteral("QDialog#commandPalette { background: %1; border: 1px solid %2; }")
                    .arg(m_theme.colors().base.name(), m_theme.colors().border.name()));
  open();
  m_search->setFocus();
}

void CommandPalette::fill(const QString& text) {
  m_list->clear();
  for (std::size_t i = 0; i < m_commands.size(); ++i) {
    const Command& command = m_commands[i];
    if (!command.action || !matches(command.path, text)) {
      continue;
    }
    auto* item = new QListWidgetItem(command.path, m_list);
    item->setData(kIndexRole, static_cast<int>(i));
    const QString shortcut = command.action->shortcut().toString(QKeySequence::NativeText);
    QString hint = shortcut;
    if (!command.action->isEnabled()) {
      item->setFlags(Qt::NoItemFlags);
      hint = command.action->toolTip();
    }
    item->setData(kHintRole, hint);
    item->setData(Qt::AccessibleDescriptionRole, hint);
  }
  for (int row = 0; row < m_list->count(); ++row) {
    if (m_list->item(row)->flags().testFlag(Qt::ItemIsEnabled)) {
      m_list->setCurrentRow(row);
      break;
    }
  }
}

void CommandPalette::run() {
  const QListWidgetItem* item = m_list->currentItem();
  if (!item || !item->flags().testFlag(Qt::ItemIsEnabled)) {
    return;
  }
  const QPointer<QAction> action = m_commands[static_cast<std::size_t>(item->data(kIndexRole).toInt())].action;
  accept();
  if (action) {
    action->trigger();
  }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_search && event->type() == QEvent::KeyPress) {
    auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      run();
      return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      // The keyboard stays in the line and steers the list from there.
      QCoreApplication::sendEvent(m_list, key);
      return true;
    default:
      break;
    }
  }
  return QDialog::eventFilter(watched, event);
}

} // namespace sentinai
