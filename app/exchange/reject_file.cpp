// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/reject_file.h"

#include "app/exchange/csv_writer.h"

#include <QCoreApplication>
#include <filesystem>

namespace sentinai {

namespace {
tl::unexpected<DbError> cannotWrite(const QFile& file) {
  return failure(DbError::Kind::InvalidInput,
                 QCoreApplication::translate("Import", "Cannot write the reject file %1: %2")
                     .arg(file.fileName(), file.errorString()));
}
} // namespace

bool RejectFile::isLog(const QString& path, const QString& log) {
  const QString source = log == QLatin1String("-") ? QStringLiteral("/dev/stdin") : log;
  const std::filesystem::path target(QFile::encodeName(path).toStdString());
  std::error_code ignored;
  return std::filesystem::is_regular_file(target, ignored) &&
         std::filesystem::equivalent(target, QFile::encodeName(source).toStdString(), ignored);
}

Result<std::unique_ptr<RejectFile>> RejectFile::create(const QString& path) {
  std::unique_ptr<RejectFile> rejects(new RejectFile(path));
  if (!rejects->m_file.open(QIODevice::WriteOnly)) {
    return cannotWrite(rejects->m_file);
  }
  rejects->m_file.write(
      csvLine({QStringLiteral("line"), QStringLiteral("reason"), QStringLiteral("row")}, Formulas::AsTheyAre));
  return rejects;
}

void RejectFile::add(const LogReject& reject) {
  m_file.write(csvLine({QString::number(reject.line), reject.reason, reject.row}, Formulas::AsTheyAre));
}

Result<Done> RejectFile::close() {
  m_file.flush();
  if (m_file.error() != QFileDevice::NoError) {
    return cannotWrite(m_file);
  }
  m_file.close();
  return Done{};
}

} // namespace sentinai
