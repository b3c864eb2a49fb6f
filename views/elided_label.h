// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace sentinai {

/// One line of plain text that is cut with "…" where there is no room; its tooltip then shows all. Text from outside
/// is safe here: it is never read as markup.
class ElidedLabel : public QFrame {
  Q_OBJECT
public:
  explicit ElidedLabel(QWidget* parent = nullptr);

  void setText(const QString& text);
  [[nodiscard]] const QString& text() const { return m_text; }

  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

private:
  QString m_text;
};

} // namespace sentinai
