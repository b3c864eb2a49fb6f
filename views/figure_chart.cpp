// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure_chart.h"

#include "models/figure_table_model.h"
#include "views/theme.h"

#include <QAreaSeries>
#include <QBarSet>
#include <QCategoryAxis>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QPainter>
#include <QStackedBarSeries>
#include <QToolTip>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace sentinai {

namespace {

constexpr int kMostTicks = 5;
constexpr int kLabelWidth = 72;
constexpr int kMostPoints = 45; ///< Beyond this many, a line is drawn without its points.
constexpr qreal kBarShare = 0.64;
constexpr int kMinimumHeight = 220;
constexpr int kPointSize = 9;

QColor columnColor(const Theme& theme, const FigureTableModel& model, int column) {
  const FigureColumn& found = model.table().columns[static_cast<std::size_t>(column - 1)];
  if (found.severity) {
    return theme.color(*found.severity);
  }
  return found.status ? theme.color(*found.status) : theme.chartColor(column - 1);
}

/// 1, 2 or 5 times a power of ten, at least 1, such that `highest` needs at most kMostTicks of them.
double tickInterval(double highest) {
  const double rough = std::max(1.0, highest / kMostTicks);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      return factor * power;
    }
  }
  return 10 * power;
}

} // namespace

FigureChart::FigureChart(const Theme& theme, FigureTableModel& model, Kind kind, QWidget* parent)
    : QChartView(parent)
    , m_theme(theme)
    , m_model(model)
    , m_kind(kind)
    , m_rows(new QCategoryAxis(this))
    , m_values(new QValueAxis(this)) {
  setFrameShape(QFrame::NoFrame);
  setRenderHint(QPainter::Antialiasing);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumHeight(kMinimumHeight);
  setBackgroundRole(QPalette::Base);
  // Curves take long to draw, so their picture is kept. The chart tells when it has changed.
  setViewportUpdateMode(NoViewportUpdate);
  connect(scene(), &QGraphicsScene::changed, this, [this] {
    m_drawn = QPixmap();
    viewport()->update();
  });
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAccessibleName(model.title());
  setAccessibleDescription(tr("Chart. Arrow keys move over its values, Enter shows the exceptions behind one."));

  chart()->setBackgroundVisible(false);
  chart()->setMargins(QMargins(0, Theme::kSpaceS, Theme::kSpaceL, 0)); // The last label reaches past the plot.
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  chart()->setLocalizeNumbers(true);
  chart()->legend()->hide();
  chart()->addAxis(m_rows, Qt::AlignBottom);
  chart()->addAxis(m_values, Qt::AlignLeft);
  m_rows->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
  m_rows->setGridLineVisible(false);
  m_values->setLabelFormat(QStringLiteral("%.0f"));
  m_values->setTickType(QValueAxis::TicksDynamic);
  m_values->setLineVisible(false);

  connect(&model, &QAbstractItemModel::modelReset, this, &FigureChart::rebuild);
  connect(&model, &QAbstractItemModel::dataChanged, this, &FigureChart::rebuild);
  connect(&theme, &Theme::changed, this, [this] {
    applyTheme();
    rebuild();
  });
  applyTheme();
}

std::vector<int> FigureChart::chartedColumns() const {
  std::vector<int> columns;
  const std::vector<FigureColumn>& all = m_model.table().columns;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].charted) {
      columns.push_back(static_cast<int>(i) + 1);
    }
  }
  return columns;
}

QPen FigureChart::linePen(const Theme& theme, const FigureTableModel& model, int column) {
  return {columnColor(theme, model, column), 2, column == 1 ? Qt::SolidLine : Qt::DashLine, Qt::RoundCap,
          Qt::RoundJoin};
}

qint64 FigureChart::value(int row, int column) const {
  return m_model.index(row, column).data(FigureTableModel::ValueRole).toLongLong();
}

void FigureChart::rebuild() {
  m_isStale = true;
  if (isVisible()) {
    rebuildNow();
  }
}

void FigureChart::showEvent(QShowEvent* event) {
  QChartView::showEvent(event);
  if (m_isStale) {
    rebuildNow();
  }
}

void FigureChart::rebuildNow() {
  m_isStale = false;
  chart()->removeAllSeries();
  m_hoveredRow = -1;
  const std::vector<int> columns = chartedColumns();
  qint64 highest = 0;
  for (int row = 0; row < m_model.rowCount(); ++row) {
    qint64 sum = 0;
    for (const int column : columns) {
      const qint64 here = value(row, column);
      sum = m_kind == Kind::StackedBars ? sum + here : std::max(sum, here);
    }
    highest = std::max(highest, sum);
  }
  const double interval = tickInterval(static_cast<double>(highest));
  m_values->setTickAnchor(0);
  m_values->setTickInterval(interval);
  m_values->setRange(0, std::max(1.0, std::ceil(static_cast<double>(highest) / interval)) * interval);

  if (m_kind == Kind::Lines) {
    addLines(columns);
  } else {
    addBars(columns);
  }
  for (QAbstractSeries* series : chart()->series()) {
    series->attachAxis(m_rows);
    series->attachAxis(m_values);
  }
  m_rows->setRange(-0.5, m_model.rowCount() - 0.5);
  labelRows();
  viewport()->update();
}

void FigureChart::addLines(const std::vector<int>& columns) {
  for (const int column : columns) {
    auto* line = new QLineSeries;
    line->setName(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    QList<QPointF> points;
    for (int row = 0; row < m_model.rowCount(); ++row) {
      points << QPointF(row, static_cast<double>(value(row, column)));
    }
    line->replace(points);
    line->setPen(linePen(m_theme, m_model, column));
    line->setPointsVisible(m_model.rowCount() <= kMostPoints);
    line->setMarkerSize(5);
    chart()->addSeries(line);
  }
}

void FigureChart::addBars(const std::vector<int>& columns) {
  auto* bars = new QStackedBarSeries;
  bars->setBarWidth(kBarShare);
  for (const int column : columns) {
    auto* set = new QBarSet(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    for (int row = 0; row < m_model.rowCount(); ++row) {
      set->append(static_cast<double>(value(row, column)));
    }
    set->setColor(columnColor(m_theme, m_model, column));
    set->setBorderColor(m_theme.colors().base);
    bars->append(set);
  }
  chart()->addSeries(bars);
}

void FigureChart::labelRows() {
  const int rows = m_model.rowCount();
  const int room = std::max(1, static_cast<int>(chart()->plotArea().width()) / kLabelWidth);
  const int every = std::max(1, (rows + room - 1) / room);
  QStringList labels;
  QList<int> places;
  // Counted from the end: the latest day is the one that must bear its name.
  for (int row = (rows - 1) % every; rows > 0 && row < rows; row += every) {
    labels << m_model.index(row, 0).data().toString();
    places << row;
  }
  const QStringList old = m_rows->categoriesLabels();
  if (labels == old && places == m_labelled) {
    return; // Each change of a label lays the chart out anew.
  }
  m_labelled = places;
  for (const QString& text : old) {
    m_rows->remove(text);
  }
  m_rows->setStartValue(-0.5);
  for (qsizetype i = 0; i < labels.size(); ++i) {
    m_rows->append(labels[i], places[i]);
  }
}

void FigureChart::applyTheme() {
  const ThemeColors& colors = m_theme.colors();
  QPalette palette = this->palette();
  palette.setColor(QPalette::Base, colors.base);
  palette.setColor(QPalette::Window, colors.base);
  setPalette(palette);
  setBackgroundBrush(colors.base);
  const QFont caption = m_theme.font(FontRole::Caption);
  for (QAbstractAxis* axis : std::initializer_list<QAbstractAxis*>{m_rows, m_values}) {
    axis->setLabelsFont(caption);
    axis->setLabelsBrush(colors.mutedText);
    axis->setLinePenColor(colors.border);
    axis->setGridLineColor(colors.border);
  }
  m_drawn = QPixmap();
  viewport()->update();
}

QRectF FigureChart::plotInView() const {
  const QRectF scene = chart()->mapRectToScene(chart()->plotArea());
  return QRectF(mapFromScene(scene.topLeft()), mapFromScene(scene.bottomRight()));
}

qreal FigureChart::yOf(double value) const {
  const QRectF plot = plotInView();
  return plot.bottom() - plot.height() * value / m_values->max();
}

int FigureChart::rowAt(QPoint position) const {
  const QRectF plot = plotInView();
  if (!plot.contains(position) || m_model.rowCount() == 0) {
    return -1;
  }
  return std::clamp(static_cast<int>((position.x() - plot.left()) / plot.width() * m_model.rowCount()), 0,
                    m_model.rowCount() - 1);
}

QRect FigureChart::rectOf(const QModelIndex& index) const {
  const std::vector<int> columns = chartedColumns();
  if (!index.isValid() || std::ranges::find(columns, index.column()) == columns.end()) {
    return {};
  }
  const QRectF plot = plotInView();
  const qreal step = plot.width() / m_model.rowCount();
  const qreal middle = plot.left() + step * (index.row() + 0.5);
  const auto here = static_cast<double>(value(index.row(), index.column()));
  if (m_kind == Kind::Lines) {
    return QRectF(middle - kPointSize / 2.0, yOf(here) - kPointSize / 2.0, kPointSize, kPointSize).toRect();
  }
  double below = 0;
  for (const int column : columns) {
    if (column == index.column()) {
      break;
    }
    below += static_cast<double>(value(index.row(), column));
  }
  const qreal width = step * kBarShare;
  return QRectF(QPointF(middle - width / 2, yOf(below + here)), QPointF(middle + width / 2, yOf(below))).toRect();
}

QModelIndex FigureChart::valueAt(QPoint position) const {
  const int row = rowAt(position);
  if (row < 0) {
    return {};
  }
  QModelIndex nearest;
  int distance = std::numeric_limits<int>::max();
  for (const int column : chartedColumns()) {
    const QModelIndex index = m_model.index(row, column);
    const QRect rect = rectOf(index);
    if (m_kind == Kind::StackedBars && value(row, column) > 0 && rect.contains(position)) {
      return index;
    }
    const int away = std::abs(rect.center().y() - position.y());
    if (m_kind == Kind::Lines && away < distance) {
      distance = away;
      nearest = index;
    }
  }
  return nearest;
}

void FigureChart::paintEvent(QPaintEvent* event) {
  const double ratio = devicePixelRatioF();
  const QSize size = viewport()->size() * ratio;
  if (m_drawn.size() != size) {
    m_drawn = QPixmap(size);
    m_drawn.setDevicePixelRatio(ratio);
    m_drawn.fill(m_theme.colors().base);
    QPainter painter(&m_drawn);
    painter.setRenderHints(renderHints());
    render(&painter, QRectF(QPointF(), viewport()->size()), viewport()->rect());
  }
  QPainter painter(viewport());
  painter.setClipRegion(event->region());
  painter.drawPixmap(0, 0, m_drawn);
  painter.setRenderHints(renderHints());
  paintMarks(painter);
}

void FigureChart::paintMarks(QPainter& painter) const {
  const QRectF plot = plotInView();
  const ThemeColors& colors = m_theme.colors();
  if (m_hoveredRow >= 0 && m_hoveredRow < m_model.rowCount()) {
    const qreal step = plot.width() / m_model.rowCount();
    QColor band = colors.accent;
    band.setAlphaF(0.12F);
    painter.fillRect(QRectF(plot.left() + step * m_hoveredRow, plot.top(), step, plot.height()), band);
  }
  if (hasFocus() && m_current.isValid()) {
    painter.setPen(QPen(colors.text, 2));
    painter.setBrush(Qt::NoBrush);
    const QRectF mark = QRectF(rectOf(m_current)).adjusted(-2, -2, 2, 2);
    if (m_kind == Kind::Lines) {
      painter.setBrush(columnColor(m_theme, m_model, m_current.column()));
      painter.drawEllipse(mark);
    } else {
      painter.drawRect(mark);
    }
  }
  if (hasFocus()) {
    painter.setPen(QPen(colors.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), 4, 4);
  }
}

void FigureChart::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  labelRows();
}

void FigureChart::setCurrent(const QModelIndex& index) {
  m_current = index;
  setAccessibleName(index.isValid() ? tr("%1. %2").arg(m_model.title(), m_model.sentence(index)) : m_model.title());
  viewport()->update();
  if (index.isValid() && hasFocus()) {
    const QRect rect = rectOf(index);
    QToolTip::showText(viewport()->mapToGlobal(rect.topRight()), rowToolTip(index.row()), this);
  }
}

void FigureChart::keyPressEvent(QKeyEvent* event) {
  const std::vector<int> columns = chartedColumns();
  if (m_model.rowCount() == 0 || columns.empty()) {
    QWidget::keyPressEvent(event);
    return;
  }
  int row = m_current.isValid() ? m_current.row() : m_model.rowCount() - 1;
  const auto found = std::ranges::find(columns, m_current.isValid() ? m_current.column() : columns.front());
  auto place = static_cast<int>(found - columns.begin());
  // Stacks begin at the bottom, so the next one is further up.
  const int up = m_kind == Kind::StackedBars ? 1 : -1;
  switch (event->key()) {
  case Qt::Key_Left:
    --row;
    break;
  case Qt::Key_Right:
    ++row;
    break;
  case Qt::Key_Home:
    row = 0;
    break;
  case Qt::Key_End:
    row = m_model.rowCount() - 1;
    break;
  case Qt::Key_Up:
    place += up;
    break;
  case Qt::Key_Down:
    place -= up;
    break;
  case Qt::Key_Return:
  case Qt::Key_Enter:
  case Qt::Key_Space:
    if (m_current.isValid()) {
      Q_EMIT drillDownRequested(m_current);
    }
    return;
  default:
    QWidget::keyPressEvent(event);
    return;
  }
  row = std::clamp(row, 0, m_model.rowCount() - 1);
  place = std::clamp(place, 0, static_cast<int>(columns.size()) - 1);
  setCurrent(m_model.index(row, columns[static_cast<std::size_t>(place)]));
}

void FigureChart::mousePressEvent(QMouseEvent* event) {
  m_pressed = event->button() == Qt::LeftButton ? QPersistentModelIndex(valueAt(event->position().toPoint()))
                                                : QPersistentModelIndex();
  setFocus(Qt::MouseFocusReason);
}

void FigureChart::mouseReleaseEvent(QMouseEvent* event) {
  const QModelIndex index = valueAt(event->position().toPoint());
  if (event->button() == Qt::LeftButton && index.isValid() && m_pressed == index) {
    setCurrent(index);
    Q_EMIT drillDownRequested(index);
  }
  m_pressed = QPersistentModelIndex();
}

void FigureChart::mouseMoveEvent(QMouseEvent* event) {
  const QPoint position = event->position().toPoint();
  const int row = rowAt(position);
  viewport()->setCursor(valueAt(position).isValid() ? Qt::PointingHandCursor : Qt::ArrowCursor);
  setHoveredRow(row);
  if (row >= 0) {
    QToolTip::showText(event->globalPosition().toPoint(), rowToolTip(row), this);
  } else {
    QToolTip::hideText();
  }
}

void FigureChart::setHoveredRow(int row) {
  if (row != m_hoveredRow) {
    m_hoveredRow = row;
    viewport()->update();
  }
}

QString FigureChart::rowToolTip(int row) const {
  const FigureRow& shown = m_model.table().rows[static_cast<std::size_t>(row)];
  QString text = QStringLiteral("<b>%1</b>").arg((shown.detail.isEmpty() ? shown.name : shown.detail).toHtmlEscaped());
  for (std::size_t i = 0; i < shown.cells.size(); ++i) {
    text += QStringLiteral("<br>%1: %2")
                .arg(m_model.table().columns[i].header.toHtmlEscaped(), shown.cells[i].text.toHtmlEscaped());
  }
  return text;
}

void FigureChart::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  setHoveredRow(-1);
}

void FigureChart::wheelEvent(QWheelEvent* event) {
  event->ignore();
}

void FigureChart::focusInEvent(QFocusEvent* event) {
  QChartView::focusInEvent(event);
  const std::vector<int> columns = chartedColumns();
  if (!m_current.isValid() && event->reason() != Qt::MouseFocusReason && m_model.rowCount() > 0 && !columns.empty()) {
    setCurrent(m_model.index(m_model.rowCount() - 1, columns.front()));
  }
  viewport()->update();
}

void FigureChart::focusOutEvent(QFocusEvent* event) {
  QChartView::focusOutEvent(event);
  viewport()->update();
}

} // namespace sentinai
