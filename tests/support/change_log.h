// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/change_feed.h"

#include <QSet>

namespace sentinai {

/// Writes down what a feed tells.
class ChangeLog : public QObject {
public:
  explicit ChangeLog(ChangeFeed& feed) {
    connect(&feed, &ChangeFeed::changed, this, [this](const ChangeSet& changes) {
      ++tellings;
      changed.unite({changes.changed.begin(), changes.changed.end()});
      created.unite({changes.created.begin(), changes.created.end()});
    });
    connect(&feed, &ChangeFeed::resync, this, [this] {
      ++tellings;
      ++resyncs;
    });
    connect(&feed, &ChangeFeed::stateChanged, this, [this, &feed] { problems << feed.problem(); });
  }

  void forget() {
    changed.clear();
    created.clear();
    problems.clear();
    tellings = 0;
    resyncs = 0;
  }

  QSet<QString> changed;
  QSet<QString> created;
  QStringList problems;
  int tellings = 0; ///< Signals in all.
  int resyncs = 0;
};

} // namespace sentinai
