// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/records/exception_event.h"

#include "repositories/records/byte_order_mark.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace sentinai {

namespace {

/// JSON whose numbers all are doubles: those too large for one become texts.
QByteArray withinDoubles(const QByteArray& json) {
  static const QRegularExpression textOrNumber(QStringLiteral(R"("(?:[^"\\]++|\\.)*+"|-?[0-9][-+0-9.eE]*+)"));
  const QString original = QString::fromUtf8(json);
  QString within;
  qsizetype done = 0;
  for (QRegularExpressionMatchIterator tokens = textOrNumber.globalMatch(original); tokens.hasNext();) {
    const QRegularExpressionMatch token = tokens.next();
    bool fits = token.capturedView().startsWith(QLatin1Char('"'));
    if (!fits) {
      (void)token.capturedView().toDouble(&fits);
    }
    if (!fits) {
      within +=
          original.mid(done, token.capturedStart() - done) + QLatin1Char('"') + token.captured() + QLatin1Char('"');
      done = token.capturedEnd();
    }
  }
  return (within + original.mid(done)).toUtf8();
}

} // namespace

std::optional<QJsonObject> ExceptionEvent::readPayload() const {
  QJsonParseError error{};
  QJsonDocument document = QJsonDocument::fromJson(withMarksEscaped(payload), &error);
  if (error.error == QJsonParseError::IllegalNumber) {
    document = QJsonDocument::fromJson(withinDoubles(withMarksEscaped(payload)));
  }
  return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

} // namespace sentinai
