// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/gzip_device.h"

#include <zlib.h>

namespace sentinai {

namespace {
constexpr qsizetype kInputSize = qsizetype{64} * 1024;
constexpr int kGzipOnly = 16 + MAX_WBITS;
} // namespace

GzipDevice::GzipDevice(QIODevice* compressed)
    : m_compressed(compressed)
    , m_stream(std::make_unique<z_stream_s>()) {
  if (inflateInit2(m_stream.get(), kGzipOnly) != Z_OK) {
    m_failure = tr("There is not enough memory to decompress the file.");
  }
  open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

GzipDevice::~GzipDevice() {
  inflateEnd(m_stream.get());
}

bool GzipDevice::looksLikeGzip(QByteArrayView head) {
  return head.size() >= 2 && static_cast<uchar>(head[0]) == 0x1f && static_cast<uchar>(head[1]) == 0x8b;
}

bool GzipDevice::fill() {
  m_input = m_compressed->read(kInputSize);
  m_stream->next_in = reinterpret_cast<Bytef*>(m_input.data());
  m_stream->avail_in = static_cast<uInt>(m_input.size());
  return !m_input.isEmpty();
}

bool GzipDevice::startNextMember() {
  if (m_stream->avail_in == 0 && !fill()) {
    return false;
  }
  // Tapes and some tools pad the end with zeros, which gzip ignores too.
  while (*m_stream->next_in == 0) {
    ++m_stream->next_in;
    if (--m_stream->avail_in == 0 && !fill()) {
      return false;
    }
  }
  return inflateReset(m_stream.get()) == Z_OK;
}

qint64 GzipDevice::fail(const QString& reason) {
  m_failure = reason;
  setErrorString(reason);
  return -1;
}

qint64 GzipDevice::readData(char* data, qint64 maxSize) {
  if (!m_failure.isEmpty()) {
    return -1;
  }
  if (m_finished || maxSize <= 0) {
    return 0;
  }
  m_stream->next_out = reinterpret_cast<Bytef*>(data);
  m_stream->avail_out = static_cast<uInt>(std::min<qint64>(maxSize, std::numeric_limits<int>::max()));
  const auto wanted = m_stream->avail_out;
  while (m_stream->avail_out == wanted) {
    if (m_stream->avail_in == 0 && !fill()) {
      return fail(tr("The gzip stream is truncated: it ends before its checksum. Fetch the file again."));
    }
    const int status = inflate(m_stream.get(), Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      if (!startNextMember()) {
        m_finished = true;
        break;
      }
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return fail(tr("The gzip stream is corrupt (%1). Fetch the file again.")
                      .arg(QString::fromLatin1(m_stream->msg ? m_stream->msg : "invalid data")));
    }
  }
  return wanted - m_stream->avail_out;
}

qint64 GzipDevice::writeData(const char*, qint64) {
  return -1;
}

} // namespace sentinai
