// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace sentinai {

class Theme;

/// Cells of an exceptions table: severity and status with their shape, the time left in the colour of its state.
/// The model provides the roles of ExceptionTableModel.
class ExceptionItemDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  ExceptionItemDelegate(const Theme& theme, QObject* parent = nullptr);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
  const Theme& m_theme;
};

} // namespace sentinai
