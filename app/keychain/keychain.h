// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <optional>

namespace sentinai {

/// Secrets in the operating system's own keychain: the Secret Service or KWallet on Linux, the keychain of macOS, the
/// credential store of Windows. Where there is none, nothing is kept anywhere. Of the GUI thread; nothing blocks.
class Keychain : public QObject {
  Q_OBJECT
public:
  /// `service` groups what one purpose keeps, e.g. "sentinai-console".
  explicit Keychain(QString service);

  struct Found {
    std::optional<QString> password;
    bool available = false; ///< There is a keychain, whether or not it has the password.
  };

  /// `key` says what the secret is for, e.g. DatabaseUrl::displayText(). The receivers are not called once this
  /// object has gone.
  void read(const QString& key, const std::function<void(const Found&)>& receive);
  /// `receive` gets what went wrong, or an empty text.
  void write(const QString& key, const QString& password, const std::function<void(const QString&)>& receive);

private:
  QString m_service;
};

} // namespace sentinai
