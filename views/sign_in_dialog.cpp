// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sign_in_dialog.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace sentinai {

SignInDialog::SignInDialog(const QString& server, const QString& reason, bool canRemember, const Theme& theme,
                           QWidget* parent)
    : QDialog(parent)
    , m_password(new QLineEdit(this))
    , m_remember(new QCheckBox(tr("&Remember it in this computer's keychain"), this)) {
  setObjectName(QStringLiteral("signInDialog"));
  setWindowTitle(tr("Sign in"));
  setModal(true);
  setAttribute(Qt::WA_DeleteOnClose);

  auto* const title = new QLabel(visibleLine(server), this);
  title->setFont(theme.font(FontRole::Title));
  auto* const text = new QLabel(visibleText(reason), this);
  text->setObjectName(QStringLiteral("signInReason"));
  for (QLabel* const label : {title, text}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
  }
  auto* const caption = new QLabel(tr("&Password"), this);
  caption->setBuddy(m_password);
  m_password->setObjectName(QStringLiteral("passwordInput"));
  m_password->setEchoMode(QLineEdit::Password);
  m_password->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
  m_remember->setObjectName(QStringLiteral("rememberPassword"));
  m_remember->setVisible(canRemember);
  auto* const hint =
      new QLabel(tr("This computer has no keychain in use, so the password is asked for each time."), this);
  hint->setObjectName(QStringLiteral("noKeychain"));
  hint->setTextFormat(Qt::PlainText);
  hint->setWordWrap(true);
  hint->setVisible(!canRemember);

  auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  m_signIn = buttons->addButton(tr("&Sign in"), QDialogButtonBox::AcceptRole);
  m_signIn->setObjectName(QStringLiteral("signIn"));
  m_signIn->setDefault(true);
  m_signIn->setEnabled(false);
  connect(m_password, &QLineEdit::textChanged, m_signIn,
          [this](const QString& password) { m_signIn->setEnabled(!password.isEmpty()); });
  connect(buttons, &QDialogButtonBox::accepted, this, &SignInDialog::submit);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* const column = new QVBoxLayout(this);
  column->setContentsMargins(Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL, Theme::kSpaceL);
  column->setSpacing(Theme::kSpaceM);
  for (QWidget* const widget : std::initializer_list<QWidget*>{title, text, caption, m_password, m_remember, hint}) {
    column->addWidget(widget);
  }
  column->addStretch();
  column->addWidget(buttons);
  resize(fontMetrics().averageCharWidth() * 64, sizeHint().height());
  m_password->setFocus();
}

void SignInDialog::submit() {
  const QString password = m_password->text();
  m_password->clear();
  accept();
  Q_EMIT submitted(password, m_remember->isChecked());
}

} // namespace sentinai
