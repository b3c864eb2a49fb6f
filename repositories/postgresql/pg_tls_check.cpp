// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_tls_check.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>

namespace sentinai {

namespace {

constexpr char kAskForTls[] = {0, 0, 0, 8, 4, '\xd2', 22, 47}; // SSLRequest of the protocol.
constexpr qsizetype kLongestName = 200;

DbError fault(const QString& message, const QString& detail = {}) {
  DbError error;
  error.kind = DbError::Kind::ConnectionLost;
  error.message = message;
  error.detail = detail;
  return error;
}

/// What a certificate says of itself is the server's to choose.
QString tame(QString text) {
  for (QChar& c : text) {
    if (!c.isPrint()) {
      c = QLatin1Char('?');
    }
  }
  return text.size() > kLongestName ? text.first(kLongestName) + QChar(0x2026) : text;
}

QString namesOf(const QSslCertificate& certificate) {
  QStringList names = certificate.subjectAlternativeNames().values();
  if (names.isEmpty()) {
    names = certificate.subjectInfo(QSslCertificate::CommonName);
  }
  names.sort();
  return tame(names.join(QStringLiteral(", ")));
}

QString detailOf(const QSslCertificate& certificate) {
  return QStringLiteral("The certificate: for %1, by %2, valid from %3 to %4, SHA-256 %5.")
      .arg(namesOf(certificate), tame(certificate.issuerDisplayName()),
           certificate.effectiveDate().toUTC().toString(Qt::ISODate),
           certificate.expiryDate().toUTC().toString(Qt::ISODate),
           QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex()));
}

bool hasAny(const QList<QSslError>& errors, std::initializer_list<QSslError::SslError> kinds) {
  return std::ranges::any_of(
      errors, [&kinds](const QSslError& error) { return std::ranges::find(kinds, error.error()) != kinds.end(); });
}

} // namespace

std::optional<DbError> PgTlsCheck::run() const {
  const bool verifies = sslMode.startsWith("verify");
  if (!verifies && sslMode != "require") {
    return std::nullopt;
  }
  const QString server = QStringLiteral("%1, port %2").arg(host.isEmpty() ? address : host).arg(port);
  const QString file = QFile::decodeName(certificates);
  const QList<QSslCertificate> trusted =
      certificates.isEmpty() ? QList<QSslCertificate>() : QSslCertificate::fromPath(file, QSsl::Pem);
  if (verifies && trusted.isEmpty()) {
    return fault(file.isEmpty() ? QStringLiteral("No file of trusted certificates is found on this computer, so the "
                                                 "server at %1 cannot be verified. Name one in sslrootcert.")
                                      .arg(server)
                                : QStringLiteral("No certificates can be read from %1, so the server at %2 cannot be "
                                                 "verified. Put the certificate of the server's authority there, or "
                                                 "name another file in sslrootcert.")
                                      .arg(file, server));
  }
  const int wait = static_cast<int>(patience.count());
  QSslSocket socket;
  QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
  configuration.setCaCertificates(trusted);
  configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
  socket.setSslConfiguration(configuration);
  socket.connectToHost(address.isEmpty() ? host : address, port);
  if (!socket.waitForConnected(wait) || socket.write(kAskForTls, sizeof kAskForTls) != sizeof kAskForTls ||
      !socket.waitForReadyRead(wait)) {
    return std::nullopt;
  }
  char answer = 0;
  if (socket.bytesAvailable() != 1 || !socket.getChar(&answer)) {
    return std::nullopt;
  }
  if (answer == 'N') {
    return fault(QStringLiteral("The server at %1 speaks no TLS, so nothing was sent to it. Have TLS switched on there "
                                "(ssl = on). On a network that you trust, sslmode=disable does without.")
                     .arg(server));
  }
  if (answer != 'S' || !verifies) {
    return std::nullopt;
  }
  socket.setPeerVerifyName(host.isEmpty() ? address : host);
  socket.startClientEncryption();
  socket.waitForEncrypted(wait);
  const QList<QSslError> errors = socket.sslHandshakeErrors();
  const QSslCertificate certificate = socket.peerCertificate();
  const QString detail = certificate.isNull() ? QString() : detailOf(certificate);
  using Error = QSslError;
  if (hasAny(errors, {Error::SelfSignedCertificate})) {
    return fault(QStringLiteral("The server at %1 shows a certificate that it has signed itself, so nothing proves "
                                "that it is the right server. Have it use one of an authority that %2 holds; or, if "
                                "you have checked this one by other means, name its file in sslrootcert.")
                     .arg(server, file),
                 detail);
  }
  if (hasAny(errors, {Error::SelfSignedCertificateInChain, Error::UnableToGetLocalIssuerCertificate,
                      Error::UnableToGetIssuerCertificate, Error::UnableToVerifyFirstCertificate,
                      Error::CertificateUntrusted, Error::InvalidCaCertificate})) {
    return fault(QStringLiteral("The certificate of the server at %1 comes from an authority that %2 does not hold. "
                                "If it is your organisation's own, name the file with its certificate in sslrootcert.")
                     .arg(server, file),
                 detail);
  }
  if (hasAny(errors, {Error::CertificateExpired})) {
    return fault(QStringLiteral("The certificate of the server at %1 expired on %2. Have it renewed, and check this "
                                "computer's clock.")
                     .arg(server, certificate.expiryDate().toUTC().toString(Qt::ISODate)),
                 detail);
  }
  if (hasAny(errors, {Error::CertificateNotYetValid})) {
    return fault(QStringLiteral("The certificate of the server at %1 is valid only from %2 on. Check this computer's "
                                "clock, or have the certificate replaced.")
                     .arg(server, certificate.effectiveDate().toUTC().toString(Qt::ISODate)),
                 detail);
  }
  if (sslMode == "verify-full" && hasAny(errors, {Error::HostNameMismatch})) {
    return fault(QStringLiteral("The certificate of the server at %1 is for another name: %2. Connect by that name, or "
                                "have a certificate made for this one.")
                     .arg(server, namesOf(certificate)),
                 detail);
  }
  return std::nullopt;
}

} // namespace sentinai
