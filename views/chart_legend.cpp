// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/chart_legend.h"

#include "models/figure_table_model.h"
#include "views/theme.h"

#include <QPainter>

namespace sentinai {

namespace {

constexpr int kSampleWidth = 22;

} // namespace

ChartLegend::ChartLegend(const Theme& theme, const FigureTableModel& model, FigureChart::Kind kind, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(model)
    , m_kind(kind) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  connect(&model, &QAbstractItemModel::modelReset, this, [this] {
    updateGeometry();
    update();
  });
  connect(&theme, &Theme::changed, this, [this] { update(); });
}

std::vector<int> ChartLegend::columns() const {
  std::vector<int> charted;
  const std::vector<FigureColumn>& all = m_model.table().columns;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].charted) {
      charted.push_back(static_cast<int>(i));
    }
  }
  return charted;
}

QSize ChartLegend::sizeHint() const {
  const QFontMetrics metrics(m_theme.font(FontRole::Caption));
  int width = 0;
  for (const int column : columns()) {
    width += kSampleWidth + Theme::kSpaceM +
             metrics.horizontalAdvance(m_model.table().columns[static_cast<std::size_t>(column)].header);
  }
  return {width, metrics.height() + Theme::kSpaceXs};
}

void ChartLegend::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(m_theme.font(FontRole::Caption));
  int x = 0;
  for (const int column : columns()) {
    const FigureColumn& shown = m_model.table().columns[static_cast<std::size_t>(column)];
    const int middle = height() / 2;
    if (m_kind == FigureChart::Kind::Lines) {
      painter.setPen(FigureChart::linePen(m_theme, m_model, column + 1));
      painter.drawLine(x, middle, x + kSampleWidth - Theme::kSpaceXs, middle);
    } else if (shown.severity) {
      const int size = painter.fontMetrics().ascent();
      m_theme.icon(*shown.severity)
          .paint(&painter, x + kSampleWidth - size - Theme::kSpaceXs, middle - size / 2, size, size);
    }
    x += kSampleWidth;
    painter.setPen(m_theme.colors().mutedText);
    const int width = painter.fontMetrics().horizontalAdvance(shown.header);
    painter.drawText(QRect(x, 0, width + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, shown.header);
    x += width + Theme::kSpaceM;
  }
}

} // namespace sentinai
