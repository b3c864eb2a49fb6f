// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace sentinai {

class Theme;

/// Marks each outcome with its status' shape.
class SimilarExceptionsDelegate : public QStyledItemDelegate {
  Q_OBJECT
public:
  explicit SimilarExceptionsDelegate(const Theme& theme, QObject* parent = nullptr);

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
  const Theme& m_theme;
};

} // namespace sentinai
