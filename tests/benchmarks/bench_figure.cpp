// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/bench_figure.h"

#include <QJsonObject>
#include <QLocale>

namespace sentinai {

QJsonArray toJson(const BenchFigures& figures) {
  QJsonArray array;
  for (const BenchFigure& figure : figures) {
    QJsonObject object{{QStringLiteral("name"), figure.name},
                       {QStringLiteral("value"), figure.value},
                       {QStringLiteral("unit"), figure.unit},
                       {QStringLiteral("remark"), figure.remark}};
    if (figure.limit) {
      object.insert(QStringLiteral("limit"), *figure.limit);
    }
    if (figure.floor) {
      object.insert(QStringLiteral("floor"), *figure.floor);
    }
    if (figure.hasTarget()) {
      object.insert(QStringLiteral("met"), figure.isMet());
    }
    array << object;
  }
  return array;
}

BenchFigures figuresFromJson(const QJsonArray& array) {
  BenchFigures figures;
  for (const QJsonValue& value : array) {
    BenchFigure figure;
    figure.name = value[QStringLiteral("name")].toString();
    figure.value = value[QStringLiteral("value")].toDouble();
    figure.unit = value[QStringLiteral("unit")].toString();
    figure.remark = value[QStringLiteral("remark")].toString();
    if (const QJsonValue limit = value[QStringLiteral("limit")]; limit.isDouble()) {
      figure.limit = limit.toDouble();
    }
    if (const QJsonValue floor = value[QStringLiteral("floor")]; floor.isDouble()) {
      figure.floor = floor.toDouble();
    }
    figures.push_back(figure);
  }
  return figures;
}

namespace {

QString numberText(double value) {
  constexpr double few = 10;
  constexpr double some = 100;
  return QLocale(QLocale::English).toString(value, 'f', value < few ? 2 : value < some ? 1 : 0);
}

} // namespace

QString toTable(const BenchFigures& figures) {
  qsizetype nameWidth = 0;
  for (const BenchFigure& figure : figures) {
    nameWidth = std::max(nameWidth, figure.name.size());
  }
  QString table;
  for (const BenchFigure& figure : figures) {
    const QString value = numberText(figure.value);
    QString line =
        QStringLiteral("%1  %2 %3")
            .arg(figure.name.leftJustified(nameWidth), value.rightJustified(10), figure.unit.leftJustified(7));
    if (figure.limit) {
      line += QStringLiteral("  %1 %2 %3")
                  .arg(figure.isMet() ? QStringLiteral("within") : QStringLiteral("EXCEEDS"), numberText(*figure.limit),
                       figure.unit);
    }
    if (figure.floor) {
      line += QStringLiteral("  %1 %2 %3")
                  .arg(figure.isMet() ? QStringLiteral("at least") : QStringLiteral("BELOW"), numberText(*figure.floor),
                       figure.unit);
    }
    if (!figure.remark.isEmpty()) {
      line += QStringLiteral("  (%1)").arg(figure.remark);
    }
    table += line.trimmed() + QLatin1Char('\n');
  }
  return table;
}

} // namespace sentinai
