// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace sentinai {

class Theme;

/// Asks for a login's password. It holds it no longer than the signal lasts.
class SignInDialog : public QDialog {
  Q_OBJECT
public:
  /// `reason` is why it asks. `canRemember`: there is a keychain that the password may go to.
  SignInDialog(const QString& server, const QString& reason, bool canRemember, const Theme& theme, QWidget* parent);

Q_SIGNALS:
  /// The dialog has been accepted, and closes.
  void submitted(const QString& password, bool remember);

private:
  void submit();

  QLineEdit* m_password;
  QCheckBox* m_remember;
  QPushButton* m_signIn = nullptr;
};

} // namespace sentinai
