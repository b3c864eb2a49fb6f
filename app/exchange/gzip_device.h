// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>
#include <memory>

struct z_stream_s;

namespace sentinai {

/// Reads the uncompressed content of a gzip stream; members that follow each other are joined, as gzip does.
///
/// Sequential and read-only. read() gives -1 and failure() says why where the stream is truncated or corrupt, also when
/// only its checksum is wrong; what was read before that is not to be trusted as complete.
class GzipDevice : public QIODevice {
  Q_OBJECT
public:
  /// `compressed` must be open, stand at the start of the stream and outlive this device.
  explicit GzipDevice(QIODevice* compressed);
  ~GzipDevice() override;

  /// Whether the bytes begin like a gzip stream.
  [[nodiscard]] static bool looksLikeGzip(QByteArrayView head);

  [[nodiscard]] bool isSequential() const override { return true; }
  [[nodiscard]] bool atEnd() const override { return m_finished && QIODevice::atEnd(); }
  [[nodiscard]] const QString& failure() const { return m_failure; } ///< Empty while all is well.

protected:
  qint64 readData(char* data, qint64 maxSize) override;
  qint64 writeData(const char* data, qint64 size) override;

private:
  bool fill();
  bool startNextMember();
  qint64 fail(const QString& reason);

  QIODevice* m_compressed;
  std::unique_ptr<z_stream_s> m_stream;
  QByteArray m_input;
  QString m_failure;
  bool m_finished = false;
};

} // namespace sentinai
