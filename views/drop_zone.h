// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace sentinai {

class Theme;

/// A field that takes one dropped file. What it shows is its layout's matter.
class DropZone : public QFrame {
  Q_OBJECT
public:
  /// `theme` must outlive the zone.
  explicit DropZone(const Theme& theme, QWidget* parent = nullptr);

Q_SIGNALS:
  void fileDropped(const QString& path);

protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

private:
  void setHovered(bool on);

  const Theme& m_theme;
  bool m_hovered = false;
};

} // namespace sentinai
