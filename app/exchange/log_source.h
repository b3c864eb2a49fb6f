// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QIODevice>
#include <memory>

class QFile;

namespace sentinai {

class GzipDevice;

enum class LogFormat : quint8 { Auto, Csv, Xes };

template <>
struct EnumTexts<LogFormat> {
  static constexpr std::array texts{"auto", "csv", "xes"};
};

/// The file a log is read from, uncompressed where it is gzip (told by its content, not its name), which can be read
/// from its start more than once. Blocking; one thread at a time.
class LogSource {
public:
  /// Opens a file; `-` is standard input. What cannot be read twice (a pipe) is copied to a temporary file first.
  /// NotFound; InvalidInput where it is empty, a git-LFS pointer, UTF-16 or a ZIP archive.
  [[nodiscard]] static Result<std::unique_ptr<LogSource>> open(const QString& path);

  /// The same for a device that is open for reading; it need not be seekable and is read to its end.
  [[nodiscard]] static Result<std::unique_ptr<LogSource>> open(QIODevice& device);

  ~LogSource();

  /// The uncompressed text from where reading stands.
  [[nodiscard]] QIODevice& device();

  /// Back to the start.
  [[nodiscard]] Result<Done> rewind();

  /// Csv or Xes, as the content looks; InvalidInput where `wanted` is another than it looks like, or it is no text.
  [[nodiscard]] Result<LogFormat> format(LogFormat wanted) const;

  [[nodiscard]] QString problem() const;  ///< Why reading ended too early; empty while all is well.
  [[nodiscard]] qint64 bytesRead() const; ///< Of the file, compressed or not.
  [[nodiscard]] qint64 bytesTotal() const;
  [[nodiscard]] const QByteArray& head() const { return m_head; } ///< The first 64 KiB of text at most.

private:
  explicit LogSource(std::unique_ptr<QFile> file);
  [[nodiscard]] Result<Done> inspect();

  std::unique_ptr<QFile> m_file;
  std::unique_ptr<GzipDevice> m_gzip;
  bool m_isGzip = false;
  QByteArray m_head;
};

} // namespace sentinai
