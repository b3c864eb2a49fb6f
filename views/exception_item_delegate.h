// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/line_delegate.h"

namespace sentinai {

/// Cells of an exceptions table: severity and status with their shape, the time left in the colour of its state.
/// The model provides the roles of ExceptionTableModel.
class ExceptionItemDelegate : public LineDelegate {
  Q_OBJECT
public:
  ExceptionItemDelegate(const Theme& theme, QObject* parent = nullptr);

protected:
  [[nodiscard]] Look look(const QModelIndex& index) const override;
};

} // namespace sentinai
