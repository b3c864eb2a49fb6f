// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace sentinai {

/// How the way to a mail server is secured.
enum class MailSecurity : quint8 {
  Tls,      ///< From the first byte.
  StartTls, ///< Demanded before anything else is said.
  None
};

/// A mail as it is sent, or with secrets left as references.
struct MailRequest {
  QString host;
  int port = 0;
  MailSecurity security = MailSecurity::Tls;
  QString user;     ///< Empty: none.
  QString password; ///< Of that user.
  QString from;
  QStringList to;
  QStringList cc;
  QString subject;
  QString text;
};

} // namespace sentinai
