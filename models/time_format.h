// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QObject>
#include <QTimeZone>

namespace sentinai {

enum class TimeMode : quint8 { Local, Utc, Relative };

/// How the console writes times: one switch that tables, charts, tooltips and exports follow. GUI thread.
class TimeFormat : public QObject {
  Q_OBJECT
public:
  explicit TimeFormat(QObject* parent = nullptr);

  [[nodiscard]] TimeMode mode() const { return m_mode; }
  void setMode(TimeMode mode);

  /// The zone that days begin in: the machine's, or UTC in TimeMode::Utc.
  [[nodiscard]] QTimeZone zone() const;

  /// In the current mode: "2026-11-20 14:05", or "3 h ago" and "in 20 min" against `now`.
  [[nodiscard]] QString text(Instant instant, Instant now = currentInstant()) const;

  /// Always absolute, with seconds and zone: what tooltips show.
  [[nodiscard]] QString absoluteText(Instant instant) const;

  /// A span in at most two units: "2 d 4 h", "35 min"; negative with a leading minus. For ages and SLAs.
  [[nodiscard]] static QString spanText(std::chrono::seconds span);

Q_SIGNALS:
  void changed();

private:
  TimeMode m_mode = TimeMode::Local;
};

} // namespace sentinai
