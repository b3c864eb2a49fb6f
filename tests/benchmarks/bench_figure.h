// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QString>
#include <optional>
#include <vector>

namespace sentinai {

/// One measured number.
struct BenchFigure {
  QString name; ///< e.g. "import.sqlite.rows_per_second"
  double value = 0;
  QString unit;
  std::optional<double> limit; ///< It must not exceed this.
  QString remark = {};
  std::optional<double> floor = {}; ///< It must not be less than this.

  [[nodiscard]] bool hasTarget() const { return limit || floor; }
  [[nodiscard]] bool isMet() const { return (!limit || value <= *limit) && (!floor || value >= *floor); }
};

using BenchFigures = std::vector<BenchFigure>;

[[nodiscard]] QJsonArray toJson(const BenchFigures& figures);
[[nodiscard]] BenchFigures figuresFromJson(const QJsonArray& array);

/// The figures in aligned columns, a line each.
[[nodiscard]] QString toTable(const BenchFigures& figures);

} // namespace sentinai
