// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/checkpoint_reader.h"

#include "repositories/database/utf8_text.h"

#include <QDir>
#include <QJsonDocument>

namespace sentinai {

namespace {

constexpr qsizetype kHashBytes = 32;

QByteArray fromHex(const QJsonValue& value) {
  return QByteArray::fromHex(value.toString().toLatin1());
}

} // namespace

Result<std::unique_ptr<CheckpointReader>> CheckpointReader::open(const QString& path) {
  std::unique_ptr<CheckpointReader> reader(new CheckpointReader(path));
  if (!reader->m_file.open(QIODevice::ReadOnly)) {
    return failure(
        DbError::Kind::InvalidInput,
        QStringLiteral("%1 cannot be read: %2").arg(QDir::toNativeSeparators(path), reader->m_file.errorString()));
  }
  const Result<QJsonObject> header = reader->readLine();
  if (!header) {
    return failure(header.error());
  }
  reader->m_tenantId = header->value(QStringLiteral("tenant_id")).toString();
  const auto at = parseIsoText(header->value(QStringLiteral("at")).toString());
  if (header->value(QStringLiteral("format")) != QStringLiteral("sentinai-checkpoint") || !at) {
    return failure(reader->unfit(QStringLiteral("this is no checkpoint")));
  }
  reader->m_checkpoint.at = *at;
  reader->m_root.emplace(reader->m_tenantId, *at);
  return reader;
}

Result<std::optional<ChainMark>> CheckpointReader::next() {
  const Result<QJsonObject> line = readLine();
  if (!line) {
    return failure(line.error());
  }
  if (line->contains(QStringLiteral("root"))) {
    return finish(*line).map([](Done) { return std::optional<ChainMark>(); });
  }
  ChainMark chain;
  chain.exceptionId = line->value(QStringLiteral("exception_id")).toString();
  chain.seq = line->value(QStringLiteral("seq")).toInteger();
  chain.hash = fromHex(line->value(QStringLiteral("hash")));
  chain.marks = fromHex(line->value(QStringLiteral("marks")));
  const QByteArray id = utf8FromText(chain.exceptionId);
  if (id <= m_lastId || chain.seq < 1 || chain.hash.size() != kHashBytes ||
      chain.marks.size() != chain.seq * ChainMark::kBytes || !chain.hash.startsWith(chain.marks.right(8))) {
    return failure(unfit(QStringLiteral("this is no exception's chain, or not in its place")));
  }
  m_lastId = id;
  m_root->add(chain.exceptionId, chain.seq, chain.hash);
  ++m_exceptions;
  m_events += chain.seq;
  return chain;
}

Result<Done> CheckpointReader::finish(const QJsonObject& line) {
  m_checkpoint.number = line.value(QStringLiteral("number")).toInt();
  m_checkpoint.exceptions = line.value(QStringLiteral("exceptions")).toInteger();
  m_checkpoint.events = line.value(QStringLiteral("events")).toInteger();
  m_checkpoint.root = fromHex(line.value(QStringLiteral("root")));
  if (m_checkpoint.root != m_root->result() || m_checkpoint.exceptions != m_exceptions ||
      m_checkpoint.events != m_events) {
    return failure(unfit(QStringLiteral("the lines before are not those that it was made of")));
  }
  if (!m_file.atEnd()) {
    ++m_line;
    return failure(unfit(QStringLiteral("the checkpoint ended before; the file was changed")));
  }
  return Done{};
}

Result<QJsonObject> CheckpointReader::readLine() {
  ++m_line;
  const QByteArray line = m_file.readLine();
  const QJsonObject object = QJsonDocument::fromJson(line).object();
  if (!line.endsWith('\n') || object.isEmpty()) {
    return failure(unfit(QStringLiteral("the file is cut off here, or was changed")));
  }
  return object;
}

DbError CheckpointReader::unfit(const QString& reason) const {
  DbError error;
  error.kind = DbError::Kind::InvalidInput;
  error.message = QStringLiteral("%1, line %2: %3.")
                      .arg(QDir::toNativeSeparators(m_file.fileName()), QString::number(m_line), reason);
  return error;
}

} // namespace sentinai
