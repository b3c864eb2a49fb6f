// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/line_delegate.h"

namespace sentinai {

/// Paints a timeline: secondary columns muted, a change of status with the status' own shape; bars where events are not
/// loaded.
class EventTimelineDelegate : public LineDelegate {
  Q_OBJECT
public:
  explicit EventTimelineDelegate(const Theme& theme, QObject* parent = nullptr);

protected:
  [[nodiscard]] Look look(const QModelIndex& index) const override;
};

} // namespace sentinai
