// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/mail_message.h"

namespace sentinai {

namespace {

/// One line as an RFC 2047 text: in encoded words of whole characters where it is not plain ASCII.
QByteArray headerText(const QString& text) {
  constexpr qsizetype mostBytes = 45; // So that an encoded word stays below 75 characters.
  const bool isPlain = std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u' ' && c <= u'~'; });
  if (isPlain && text.size() < mostBytes && !text.contains(QLatin1String("=?"))) {
    return text.toLatin1();
  }
  QByteArrayList words;
  QByteArray word;
  for (const uint character : text.toUcs4()) {
    const char32_t one = character;
    const QByteArray bytes = QString::fromUcs4(&one, 1).toUtf8();
    if (word.size() + bytes.size() > mostBytes) {
      words << "=?UTF-8?B?" + word.toBase64() + "?=";
      word.clear();
    }
    word += bytes;
  }
  words << "=?UTF-8?B?" + word.toBase64() + "?=";
  return words.join("\r\n ");
}

QByteArray addressList(const QStringList& addresses) {
  return addresses.join(QStringLiteral(",\r\n ")).toLatin1();
}

} // namespace

QByteArray mailMessage(const MailRequest& request, const QByteArray& messageId, const QDateTime& sentAt) {
  const QByteArray from = request.from.toLatin1();
  QByteArray message = "Date: " + sentAt.toString(Qt::RFC2822Date).toLatin1() + "\r\nFrom: " + from +
                       "\r\nTo: " + addressList(request.to) + "\r\n";
  if (!request.cc.isEmpty()) {
    message += "Cc: " + addressList(request.cc) + "\r\n";
  }
  message += "Subject: " + headerText(request.subject) + "\r\nMessage-ID: <" + messageId + '@' +
             from.sliced(from.lastIndexOf('@') + 1) +
             ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
             "Content-Transfer-Encoding: base64\r\n\r\n";
  constexpr qsizetype lineLength = 76;
  const QByteArray encoded = request.text.toUtf8().toBase64();
  for (qsizetype at = 0; at < encoded.size(); at += lineLength) {
    message += encoded.mid(at, lineLength) + "\r\n";
  }
  return message;
}

} // namespace sentinai
