// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/owner_editor.h"

#include "models/safe_text.h"
#include "views/menu_button.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStringListModel>
#include <algorithm>

namespace sentinai {

namespace {
constexpr int kMaxOwnerLength = 512;
}

OwnerEditor::OwnerEditor(QWidget* parent)
    : QStackedWidget(parent)
    , m_button(new MenuButton(this))
    , m_input(new QLineEdit(this))
    , m_suggestions(new QStringListModel(this)) {
  m_button->setObjectName(QStringLiteral("ownerButton"));
  auto* const menu = new QMenu(m_button);
  m_toMe = menu->addAction(tr("Assign to &me"), this, [this] { Q_EMIT assigned(m_me); });
  m_toMe->setObjectName(QStringLiteral("assignToMe"));
  QAction* const toOther = menu->addAction(tr("Assign to &someone else …"), this, &OwnerEditor::startTyping);
  toOther->setObjectName(QStringLiteral("assignToOther"));
  m_toNobody = menu->addAction(tr("&Unassign"), this, [this] { Q_EMIT assigned(std::nullopt); });
  m_toNobody->setObjectName(QStringLiteral("unassign"));
  m_button->setMenu(menu);
  addWidget(m_button);

  m_input->setObjectName(QStringLiteral("ownerInput"));
  m_input->setAccessibleName(tr("New owner"));
  m_input->setPlaceholderText(tr("Login or agent, then Enter"));
  m_input->setToolTip(tr("Enter assigns, Esc cancels"));
  m_input->setMaxLength(kMaxOwnerLength);
  m_input->installEventFilter(this);
  auto* const completer = new QCompleter(m_suggestions, m_input);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  completer->setFilterMode(Qt::MatchContains);
  completer->popup()->setAccessibleName(tr("Owners so far"));
  m_input->setCompleter(completer);
  connect(m_input, &QLineEdit::textEdited, this, &OwnerEditor::suggestionsWanted);
  connect(m_input, &QLineEdit::returnPressed, this, &OwnerEditor::submit);
  addWidget(m_input);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setMe({});
  setOwner(std::nullopt);
}

void OwnerEditor::setOwner(const std::optional<QString>& owner) {
  m_owner = owner;
  const QString text = owner ? *owner : tr("Nobody");
  m_button->setText(plainLabel(text));
  m_button->setAccessibleName(tr("Owner: %1").arg(visibleLine(text)));
  m_toMe->setEnabled(!m_me.isEmpty() && owner != m_me);
  m_toNobody->setEnabled(owner.has_value());
}

void OwnerEditor::setMe(const QString& login) {
  m_me = login;
  m_toMe->setText(login.isEmpty() ? tr("Assign to &me") : tr("Assign to &me (%1)").arg(plainLabel(login)));
  m_toMe->setEnabled(!m_me.isEmpty() && m_owner != m_me);
}

void OwnerEditor::setSuggestions(const QStringList& owners) {
  if (currentWidget() != m_input) {
    return;
  }
  // As they are or not at all: what is chosen becomes the owner.
  QStringList shown;
  std::copy_if(owners.begin(), owners.end(), std::back_inserter(shown),
               [](const QString& owner) { return visibleLine(owner, kMaxOwnerLength) == owner; });
  m_suggestions->setStringList(shown);
  if (m_input->hasFocus() && !shown.isEmpty()) {
    m_input->completer()->complete();
  }
}

void OwnerEditor::openMenu() {
  if (m_button->isEnabled() && currentWidget() == m_button) {
    m_button->setFocus(Qt::ShortcutFocusReason);
    m_button->click();
  }
}

void OwnerEditor::startTyping() {
  m_input->clear();
  m_suggestions->setStringList({});
  setCurrentWidget(m_input);
  m_input->setFocus(Qt::OtherFocusReason);
  Q_EMIT suggestionsWanted({});
}

bool OwnerEditor::stopTyping() {
  if (currentWidget() != m_input) {
    return false;
  }
  const bool hadFocus = m_input->hasFocus();
  setCurrentWidget(m_button);
  if (hadFocus) {
    m_button->setFocus(Qt::OtherFocusReason);
  }
  return true;
}

void OwnerEditor::submit() {
  const QString owner = m_input->text().trimmed();
  stopTyping();
  if (!owner.isEmpty()) {
    Q_EMIT assigned(owner);
  }
}

bool OwnerEditor::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_input && (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress)) {
    auto* const key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape && key->modifiers() == Qt::NoModifier) {
      // Taken before the window's own Esc, which would leave the page.
      if (event->type() == QEvent::KeyPress) {
        stopTyping();
      }
      event->accept();
      return true;
    }
  }
  return QStackedWidget::eventFilter(watched, event);
}

} // namespace sentinai
