// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTemporaryDir>
#include <QTest>

namespace sentinai {

/// A certificate for a name that nobody trusts unless told to, with its key.
class TestCertificate {
public:
  explicit TestCertificate(const QString& name) {
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-subj"),
                   QStringLiteral("/CN=") + name, QStringLiteral("-addext"),
                   QStringLiteral("subjectAltName=DNS:") + name, QStringLiteral("-newkey"), QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-keyout"), QStringLiteral("key"), QStringLiteral("-out"), QStringLiteral("crt")});
    if (!process.waitForFinished() || process.exitCode() != 0) {
      qFatal("openssl: %s", process.readAllStandardError().constData());
    }
  }

  [[nodiscard]] QSslCertificate certificate() const { return QSslCertificate(contents(QStringLiteral("crt"))); }

  /// For a server that shows it.
  [[nodiscard]] QSslConfiguration server() const {
    QSslConfiguration configuration;
    configuration.setLocalCertificate(certificate());
    configuration.setPrivateKey(QSslKey(contents(QStringLiteral("key")), QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    return configuration;
  }

private:
  [[nodiscard]] QByteArray contents(const QString& name) const {
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  QTemporaryDir m_folder;
};

/// Has this process trust one more certificate, while it lives.
class TrustedCertificate {
public:
  explicit TrustedCertificate(const QSslCertificate& certificate) {
    QSslConfiguration configuration = m_before;
    configuration.addCaCertificate(certificate);
    QSslConfiguration::setDefaultConfiguration(configuration);
  }
  ~TrustedCertificate() { QSslConfiguration::setDefaultConfiguration(m_before); }
  Q_DISABLE_COPY_MOVE(TrustedCertificate)

private:
  QSslConfiguration m_before = QSslConfiguration::defaultConfiguration();
};

} // namespace sentinai
