// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace sentinai {

class Theme;

/// One term of the filter; pressing it takes the term away.
class FilterChip : public QToolButton {
  Q_OBJECT
public:
  FilterChip(const QString& term, const Theme& theme, QWidget* parent = nullptr);
};

} // namespace sentinai
