// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/checkpoint_writer.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace sentinai {

namespace {

DbError unwritable(const QSaveFile& file) {
  DbError error;
  error.kind = DbError::Kind::InvalidInput;
  error.message =
      QStringLiteral("%1 cannot be written: %2").arg(QDir::toNativeSeparators(file.fileName()), file.errorString());
  return error;
}

QString hex(const QByteArray& bytes) {
  return QString::fromLatin1(bytes.toHex());
}

} // namespace

Result<std::unique_ptr<CheckpointWriter>> CheckpointWriter::create(const QString& path, const QString& tenantId,
                                                                   Instant at) {
  QDir().mkpath(QFileInfo(path).absolutePath());
  std::unique_ptr<CheckpointWriter> writer(new CheckpointWriter(path));
  if (!writer->m_file.open(QIODevice::WriteOnly)) {
    return failure(unwritable(writer->m_file));
  }
  writer->writeLine({{QStringLiteral("format"), QStringLiteral("sentinai-checkpoint")},
                     {QStringLiteral("tenant_id"), tenantId},
                     {QStringLiteral("at"), toIsoText(at)}});
  return writer;
}

void CheckpointWriter::add(const ChainMark& chain) {
  writeLine({{QStringLiteral("exception_id"), chain.exceptionId},
             {QStringLiteral("seq"), chain.seq},
             {QStringLiteral("hash"), hex(chain.hash)},
             {QStringLiteral("marks"), hex(chain.marks)}});
}

Result<Done> CheckpointWriter::close(const Checkpoint& checkpoint) {
  writeLine({{QStringLiteral("number"), checkpoint.number},
             {QStringLiteral("exceptions"), checkpoint.exceptions},
             {QStringLiteral("events"), checkpoint.events},
             {QStringLiteral("root"), hex(checkpoint.root)}});
  if (!m_file.commit()) {
    return failure(unwritable(m_file));
  }
  return Done{};
}

void CheckpointWriter::writeLine(const QJsonObject& object) {
  m_file.write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace sentinai
