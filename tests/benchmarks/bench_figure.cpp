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
    figures.push_back(figure);
  }
  return figures;
}

QString toTable(const BenchFigures& figures) {
  const QLocale locale(QLocale::English);
  qsizetype nameWidth = 0;
  for (const BenchFigure& figure : figures) {
    nameWidth = std::max(nameWidth, figure.name.size());
  }
  QString table;
  for (const BenchFigure& figure : figures) {
    const QString value = locale.toString(figure.value, 'f', figure.value < 100 ? 1 : 0);
    QString line =
        QStringLiteral("%1  %2 %3")
            .arg(figure.name.leftJustified(nameWidth), value.rightJustified(10), figure.unit.leftJustified(7));
    if (figure.limit) {
      line += QStringLiteral("  %1 %2 %3")
                  .arg(figure.isMet() ? QStringLiteral("within") : QStringLiteral("EXCEEDS"),
                       locale.toString(*figure.limit, 'f', 0), figure.unit);
    }
    if (!figure.remark.isEmpty()) {
      line += QStringLiteral("  (%1)").arg(figure.remark);
    }
    table += line.trimmed() + QLatin1Char('\n');
  }
  return table;
}

} // namespace sentinai
