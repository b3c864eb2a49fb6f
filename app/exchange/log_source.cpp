// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/log_source.h"

#include "app/exchange/gzip_device.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryFile>
#include <cstdio>

namespace sentinai {

namespace {
constexpr qint64 kHeadBytes = qint64{64} * 1024;
constexpr qint64 kCopyBytes = qint64{256} * 1024;

tl::unexpected<DbError> badInput(const QString& message) {
  return failure(DbError::Kind::InvalidInput, message);
}

Result<std::unique_ptr<QFile>> spool(QIODevice& device) {
  auto file = std::make_unique<QTemporaryFile>();
  if (!file->open()) {
    return failure(DbError::Kind::Internal,
                   QCoreApplication::translate("Import", "Cannot make a temporary file: %1").arg(file->errorString()));
  }
  QByteArray chunk(kCopyBytes, Qt::Uninitialized);
  for (;;) {
    const qint64 got = device.read(chunk.data(), chunk.size());
    if (got < 0 && !device.atEnd()) {
      return badInput(QCoreApplication::translate("Import", "Cannot read the input: %1").arg(device.errorString()));
    }
    if (got <= 0) {
      break;
    }
    if (file->write(chunk.constData(), got) != got) {
      return failure(
          DbError::Kind::Internal,
          QCoreApplication::translate("Import", "Cannot write a temporary file: %1").arg(file->errorString()));
    }
  }
  if (!file->flush() || !file->seek(0)) {
    return failure(DbError::Kind::Internal,
                   QCoreApplication::translate("Import", "Cannot write a temporary file: %1").arg(file->errorString()));
  }
  return std::unique_ptr<QFile>(std::move(file));
}
} // namespace

LogSource::LogSource(std::unique_ptr<QFile> file)
    : m_file(std::move(file)) {}

LogSource::~LogSource() = default;

Result<std::unique_ptr<LogSource>> LogSource::open(const QString& path) {
  auto file = std::make_unique<QFile>();
  if (path == QLatin1String("-")) {
    if (!file->open(stdin, QIODevice::ReadOnly)) {
      return badInput(QCoreApplication::translate("Import", "Cannot read standard input: %1").arg(file->errorString()));
    }
    return open(*file);
  }
  file->setFileName(path);
  if (!file->exists()) {
    return failure(DbError::Kind::NotFound, QCoreApplication::translate("Import", "There is no file %1.").arg(path));
  }
  if (QFileInfo(path).isDir()) {
    return badInput(QCoreApplication::translate("Import", "%1 is a folder, not a log file.").arg(path));
  }
  if (!file->open(QIODevice::ReadOnly)) {
    return badInput(QCoreApplication::translate("Import", "Cannot read %1: %2").arg(path, file->errorString()));
  }
  if (file->isSequential()) {
    return open(*file);
  }
  std::unique_ptr<LogSource> source(new LogSource(std::move(file)));
  Result<Done> inspected = source->inspect();
  if (!inspected) {
    return failure(std::move(inspected.error()));
  }
  return source;
}

Result<std::unique_ptr<LogSource>> LogSource::open(QIODevice& device) {
  Result<std::unique_ptr<QFile>> file = spool(device);
  if (!file) {
    return failure(std::move(file.error()));
  }
  std::unique_ptr<LogSource> source(new LogSource(std::move(*file)));
  Result<Done> inspected = source->inspect();
  if (!inspected) {
    return failure(std::move(inspected.error()));
  }
  return source;
}

Result<Done> LogSource::inspect() {
  if (m_file->size() == 0) {
    return badInput(QCoreApplication::translate("Import", "The file is empty."));
  }
  m_isGzip = GzipDevice::looksLikeGzip(m_file->peek(2));
  Result<Done> rewound = rewind();
  if (!rewound) {
    return rewound;
  }
  while (m_head.size() < kHeadBytes) {
    const QByteArray more = device().read(kHeadBytes - m_head.size());
    if (more.isEmpty()) {
      break;
    }
    m_head += more;
  }
  if (m_head.isEmpty()) {
    return badInput(problem().isEmpty() ? QCoreApplication::translate("Import", "The file is empty.") : problem());
  }
  if (m_head.startsWith("version https://git-lfs.github.com/spec/")) {
    return badInput(QCoreApplication::translate(
        "Import", "This is a git-LFS pointer, not the file itself. Run \"git lfs pull\" and import it again."));
  }
  if (m_head.startsWith("\xff\xfe") || m_head.startsWith("\xfe\xff")) {
    return badInput(QCoreApplication::translate("Import", "The file is UTF-16. Save it as UTF-8 and import it again."));
  }
  if (m_head.startsWith("PK\x03\x04")) {
    return badInput(
        QCoreApplication::translate("Import", "This is a ZIP archive. Unpack it and import the log inside."));
  }
  return rewind();
}

QIODevice& LogSource::device() {
  if (m_gzip) {
    return *m_gzip;
  }
  return *m_file;
}

Result<Done> LogSource::rewind() {
  m_gzip.reset();
  if (!m_file->seek(0)) {
    return badInput(QCoreApplication::translate("Import", "Cannot read the file again: %1").arg(m_file->errorString()));
  }
  if (m_isGzip) {
    m_gzip = std::make_unique<GzipDevice>(m_file.get());
  }
  return Done{};
}

Result<LogFormat> LogSource::format(LogFormat wanted) const {
  if (m_head.contains('\0')) {
    return badInput(QCoreApplication::translate("Import", "This is a binary file, not CSV or XES."));
  }
  QByteArrayView start(m_head);
  if (start.startsWith("\xef\xbb\xbf")) {
    start = start.sliced(3);
  }
  const QByteArrayView trimmed = start.trimmed();
  if (trimmed.isEmpty() && m_head.size() < kHeadBytes) {
    return badInput(QCoreApplication::translate("Import", "The file holds nothing but blank lines."));
  }
  const bool looksLikeXml = trimmed.startsWith('<');
  if (wanted == LogFormat::Csv && looksLikeXml) {
    return badInput(
        QCoreApplication::translate("Import", "The file looks like XML, not CSV. Choose the format xes or auto."));
  }
  if (wanted == LogFormat::Xes && !looksLikeXml) {
    return badInput(QCoreApplication::translate(
        "Import", "The file does not look like XML, so it is no XES log. Choose the format csv or auto."));
  }
  return looksLikeXml ? LogFormat::Xes : LogFormat::Csv;
}

QString LogSource::problem() const {
  if (m_gzip && !m_gzip->failure().isEmpty()) {
    return m_gzip->failure();
  }
  return m_file->error() == QFileDevice::NoError ? QString() : m_file->errorString();
}

qint64 LogSource::bytesRead() const {
  return m_file->pos();
}
qint64 LogSource::bytesTotal() const {
  return m_file->size();
}

} // namespace sentinai
