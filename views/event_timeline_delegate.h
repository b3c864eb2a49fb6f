// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace sentinai {

class Theme;

/// Paints a timeline: secondary columns muted, a change of status with the status' own shape; bars where events are not
/// loaded.
class EventTimelineDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  explicit EventTimelineDelegate(const Theme& theme, QObject* parent = nullptr);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
  const Theme& m_theme;
};

} // namespace sentinai
