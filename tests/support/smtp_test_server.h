// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QStringList>
#include <QTcpServer>
#include <optional>

namespace sentinai {

/// A small SMTP server on loopback. What it is told is kept; what it says can be chosen.
class SmtpTestServer : public QTcpServer {
public:
  struct Mail {
    QByteArray from;
    QByteArrayList to;
    QByteArray content; ///< Headers and body, without the final dot.
  };
  struct Options {
    std::optional<QSslConfiguration> tls; ///< What it shows; offered by STARTTLS unless `tlsAtOnce`.
    bool tlsAtOnce = false;
    bool isSilent = false;             ///< Not even a greeting.
    bool hangsUpOnMail = false;        ///< Once it has a whole mail, instead of saying so.
    QByteArrayList recipientReplies{}; ///< To the first RCPTs; then 250.
  };

  SmtpTestServer()
      : SmtpTestServer(Options{}) {}
  explicit SmtpTestServer(Options options)
      : m_options(std::move(options)) {
    listen(QHostAddress::LocalHost);
  }

  [[nodiscard]] const QList<Mail>& mails() const { return m_mails; }
  [[nodiscard]] const QByteArrayList& lines() const { return m_lines; } ///< All that was said, but for mails.
  [[nodiscard]] int connections() const { return m_connections; }

protected:
  void incomingConnection(qintptr descriptor) override {
    ++m_connections;
    auto* const socket = new QSslSocket(this);
    socket->setSocketDescriptor(descriptor);
    connect(socket, &QIODevice::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QAbstractSocket::disconnected, socket, &QObject::deleteLater);
    if (m_options.isSilent) {
      return;
    }
    if (m_options.tlsAtOnce) {
      encrypt(socket);
      connect(socket, &QSslSocket::encrypted, this, [socket] { socket->write("220 test\r\n"); });
    } else {
      socket->write("220 test\r\n");
    }
  }

private:
  struct State {
    bool isData = false;
    Mail mail;
  };

  void encrypt(QSslSocket* socket) {
    socket->setSslConfiguration(*m_options.tls);
    socket->startServerEncryption();
  }

  void read(QSslSocket* socket) {
    while (socket->canReadLine()) {
      const QByteArray line = socket->readLine();
      State& state = m_states[socket];
      if (!state.isData) {
        m_lines << line.trimmed();
        obey(socket, line.trimmed(), state);
      } else if (line == ".\r\n") {
        state.isData = false;
        m_mails << state.mail;
        if (m_options.hangsUpOnMail) {
          socket->abort();
          return;
        }
        socket->write("250 taken\r\n");
      } else {
        state.mail.content += line;
      }
    }
  }

  void obey(QSslSocket* socket, const QByteArray& line, State& state) {
    const QByteArray verb = line.left(4).toUpper();
    if (verb == "EHLO") {
      const bool offersTls = m_options.tls && !socket->isEncrypted();
      socket->write(QByteArray("250-test\r\n") + (offersTls ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN\r\n");
    } else if (verb == "STAR") {
      socket->write("220 go ahead\r\n");
      socket->flush();
      encrypt(socket);
    } else if (verb == "AUTH") {
      socket->write(line.contains(' ') && line.count(' ') > 1 ? "235 welcome\r\n" : "334 \r\n");
    } else if (verb == "MAIL") {
      state.mail = {line, {}, {}};
      socket->write("250 ok\r\n");
    } else if (verb == "RCPT") {
      state.mail.to << line;
      socket->write((m_options.recipientReplies.isEmpty() ? "250 ok" : m_options.recipientReplies.takeFirst()) +
                    "\r\n");
    } else if (verb == "DATA") {
      state.isData = true;
      socket->write("354 go on\r\n");
    } else if (verb == "QUIT") {
      socket->write("221 bye\r\n");
      socket->disconnectFromHost();
    } else {
      socket->write("235 welcome\r\n"); // The second line of AUTH PLAIN.
    }
  }

  Options m_options;
  QMap<QSslSocket*, State> m_states;
  QList<Mail> m_mails;
  QByteArrayList m_lines;
  int m_connections = 0;
};

} // namespace sentinai
