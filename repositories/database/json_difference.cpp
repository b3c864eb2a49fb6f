// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/json_difference.h"

#include "repositories/database/json_pointer.h"

#include <QJsonArray>
#include <algorithm>
#include <set>

namespace sentinai {

namespace {

class Comparison {
public:
  std::vector<PackDifference> differences;

  void compareObjects(const QString& path, const QJsonObject& before, const QJsonObject& after) {
    std::set<QString> names;
    for (const QJsonObject& object : {before, after}) {
      for (auto member = object.begin(); member != object.end(); ++member) {
        names.insert(member.key());
      }
    }
    for (const QString& name : names) {
      compare(path + jsonPointer({name}), before.value(name), after.value(name));
    }
  }

private:
  void compareArrays(const QString& path, const QJsonArray& before, const QJsonArray& after) {
    for (qsizetype i = 0; i < std::max(before.size(), after.size()); ++i) {
      // at() beyond the end gives Undefined, which is what an element added or removed is on the other side.
      compare(path + QLatin1Char('/') + QString::number(i), before.at(i), after.at(i));
    }
  }

  void compare(const QString& path, const QJsonValue& before, const QJsonValue& after) {
    if (before.isObject() && after.isObject()) {
      compareObjects(path, before.toObject(), after.toObject());
    } else if (before.isArray() && after.isArray()) {
      compareArrays(path, before.toArray(), after.toArray());
    } else if (before != after) {
      differences.push_back({path, before, after});
    }
  }
};

} // namespace

std::vector<PackDifference> jsonDifference(const QJsonObject& before, const QJsonObject& after) {
  Comparison comparison;
  comparison.compareObjects(QString(), before, after);
  return std::move(comparison.differences);
}

} // namespace sentinai
