// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/page_place.h"
#include "models/page_requests.h"
#include "repositories/database/result.h"

#include <QAbstractTableModel>
#include <QTimer>
#include <functional>
#include <limits>

namespace sentinai {

/// A table over a list of any length of which it holds a window. Its rows are all there by number, so that a scroll bar
/// is exact; those that are not held are placeholders until their page has been read. A view says which rows it shows;
/// these are read first, then the page ahead in the direction of the scrolling. The latest wish counts.
///
/// A page next to one that is held is read from where that ends, so that neighbours join. Where the list has changed
/// meanwhile and they do not, the pages beyond are dropped and read again once they are shown.
///
/// Whoever derives says how to read a page, how long the list is, and what the cells say. GUI thread.
template <typename Row>
class WindowedTableModel : public QAbstractTableModel {
public:
  /// The rows that are on view, for whoever shows them. They are read if need be.
  void setVisibleRows(int first, int last) {
    m_direction = first < m_firstVisible ? -1 : first > m_firstVisible ? 1 : m_direction;
    m_firstVisible = std::max(first, 0);
    m_lastVisible = std::max(last, m_firstVisible);
    pump();
  }
  /// What was said last, as far as there are rows; none: (0, -1).
  [[nodiscard]] int firstVisibleRow() const { return std::clamp(m_firstVisible, 0, std::max(m_length - 1, 0)); }
  [[nodiscard]] int lastVisibleRow() const { return std::min(m_lastVisible, m_length - 1); }

  [[nodiscard]] bool isLoaded(int row) const { return m_window.at(row) != nullptr; }
  /// All rows on view are loaded.
  [[nodiscard]] bool isShown() const {
    const auto pages = visiblePages();
    return std::all_of(pages.begin(), pages.end(), [this](int number) { return m_window.page(number) != nullptr; });
  }
  /// Those that are loaded of these rows, in order, at most as many as the window holds.
  template <typename Contains>
  [[nodiscard]] QList<int> loadedRows(Contains contains) const {
    QList<int> rows;
    for (const int number : m_window.pageNumbers()) {
      const int first = number * kWindowPage;
      const int end = first + static_cast<int>(m_window.page(number)->rows.size());
      for (int row = first; row < end; ++row) {
        if (contains(row)) {
          rows.append(row);
        }
      }
    }
    return rows;
  }
  /// The loaded rows around the visible ones without a gap; none: (0, -1).
  [[nodiscard]] std::pair<int, int> loadedAround() const {
    int first = firstVisibleRow();
    if (!isLoaded(first)) {
      return {0, -1};
    }
    int last = first;
    while (first > 0 && isLoaded(first - 1)) {
      --first;
    }
    while (isLoaded(last + 1)) {
      ++last;
    }
    return {first, last};
  }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_length; }

protected:
  using Window = RowWindow<Row>;

  explicit WindowedTableModel(QObject* parent)
      : QAbstractTableModel(parent) {
    m_missTimer.setSingleShot(true);
    m_missTimer.setInterval(0);
    connect(&m_missTimer, &QTimer::timeout, this, [this] { pump(); });
  }

  // ---- for whoever derives to say ----

  /// Reads so many rows from there and hands the answer to takePage(), later.
  virtual void readPage(quint64 request, const PagePlace& place, CancelToken token) = 0;
  [[nodiscard]] virtual QString cursorOf(const Row& row) const = 0;
  /// A row arrives that was asked for by this request: it may be older than what is known of it.
  virtual void mend(Row& row, quint64 request) = 0;
  /// What a new question is answered with is about to be shown; inside the reset.
  virtual void answered() = 0;
  /// The list has been found to end so; its length is exact.
  virtual void endFound(qint64 rows) = 0;
  /// It has been found to be of another length than was said.
  virtual void lengthContradicted() = 0;
  virtual void pageFailed(const DbError& error) = 0;
  /// A page was asked for, or has come.
  virtual void pagesChanged() = 0;

  // ---- for whoever derives to use ----

  /// Another question: the rows that are here stay until its first page is, and nothing of them arrives any more.
  void startAnew() {
    m_started = true;
    m_replacing = true;
    m_failed = false;
    ++m_reading;
    m_told.reset();
    m_landmarks.clear();
    m_requests.cancelAll();
    pump();
  }

  /// The same question again: the pages on view are read anew, in place, and others dropped.
  void startAgain() {
    if (m_replacing || m_length == 0) {
      startAnew();
      return;
    }
    m_failed = false;
    ++m_reading;
    m_told.reset();
    m_requests.cancelAll();
    const auto shown = visiblePages();
    dropPages([&](int number) { return std::find(shown.begin(), shown.end(), number) == shown.end(); });
    pump();
  }

  /// Goes on after a failure.
  void goOn() {
    m_failed = false;
    pump();
  }

  /// Forgets all rows and asks for nothing.
  void forget() {
    m_started = false;
    m_measuring = false;
    m_replacing = false;
    m_failed = false;
    ++m_reading;
    m_told.reset();
    m_landmarks.clear();
    m_requests.cancelAll();
    m_window.clear();
    m_length = 0;
  }

  /// How long the list is said to be; while that is being found out, pages do not make it longer. What the pages
  /// themselves show counts more.
  void setMeasuring(bool measuring) {
    m_measuring = measuring;
    if (!measuring && !m_replacing) {
      setLength(std::max<qint64>(m_length, shownByPages()));
      pump();
    }
  }
  [[nodiscard]] bool isMeasuring() const { return m_measuring; }
  void takeLength(const RowCount& told) {
    m_told = told;
    if (!m_replacing && !endOfPages()) {
      setLength(std::max(told.exact ? told.value : std::max<qint64>(m_length, told.value), shownByPages()));
    }
  }
  void setLandmarks(std::vector<Landmark> landmarks) { m_landmarks = std::move(landmarks); }

  void takePage(quint64 request, const PagePlace& place, Result<Page<Row>> answer) {
    if (!m_requests.finish(request)) {
      pump();
      pagesChanged();
      return;
    }
    if (!answer) {
      m_failed = true;
      m_requests.cancelAll();
      pageFailed(answer.error());
      return;
    }
    install(place, cut(place, std::move(answer->rows), request));
    pump();
    pagesChanged();
  }

  [[nodiscard]] const Window& window() const { return m_window; }
  [[nodiscard]] Window& window() { return m_window; }
  /// Rows that are wanted are not here yet.
  [[nodiscard]] bool isReading() const {
    return m_started && !m_failed && (m_replacing || m_requests.isBusy() || !isShown());
  }
  [[nodiscard]] bool isReplacing() const { return m_replacing; }
  [[nodiscard]] bool hasRequests() const { return !m_requests.isIdle(); } ///< Answers are to come, of use or not.

  /// The row, or null and a note that it is missed: it will be read, though after what is on view.
  [[nodiscard]] const Row* rowOrMiss(int row) const {
    const Row* const found = m_window.at(row);
    if (!found && row >= 0 && row < m_length &&
        std::find(m_missed.begin(), m_missed.end(), row / kWindowPage) == m_missed.end()) {
      m_missed.push_back(row / kWindowPage);
      if (m_missed.size() > PageRequests::kMostUnderWay) {
        m_missed.erase(m_missed.begin());
      }
      m_missTimer.start();
    }
    return found;
  }

  /// dataChanged() for these rows, which must ascend, in as few ranges as may be.
  void showRows(const std::vector<int>& rows) {
    for (auto first = rows.begin(); first != rows.end();) {
      const auto gap = std::adjacent_find(first, rows.end(), [](int a, int b) { return b > a + 1; });
      const auto end = gap == rows.end() ? gap : std::next(gap);
      Q_EMIT dataChanged(index(*first, 0), index(*std::prev(end), columnCount() - 1));
      first = end;
    }
  }

  /// dataChanged() for the rows on view.
  void showVisibleRows(int firstColumn, int lastColumn) {
    if (lastVisibleRow() >= firstVisibleRow()) {
      Q_EMIT dataChanged(index(firstVisibleRow(), firstColumn), index(lastVisibleRow(), lastColumn));
    }
  }

private:
  /// Pages that are this near are as good as a landmark.
  static constexpr int kNear = 25;
  static constexpr qint64 kFar = 20'000;
  static constexpr int kMostRows = std::numeric_limits<int>::max() - 1;

  [[nodiscard]] std::vector<int> visiblePages() const {
    std::vector<int> numbers;
    for (int number = firstVisibleRow() / kWindowPage; m_length > 0 && number <= lastVisibleRow() / kWindowPage;
         ++number) {
      numbers.push_back(number);
    }
    return numbers;
  }

  /// The page as it was read in the present reading; else null.
  [[nodiscard]] typename Window::Page* fresh(int number) {
    auto* const page = m_window.page(number);
    return page && page->reading == m_reading ? page : nullptr;
  }

  /// The length that the pages show, where the last one is among them.
  [[nodiscard]] std::optional<int> endOfPages() {
    const std::vector<int> numbers = m_window.pageNumbers();
    const auto* const last = numbers.empty() ? nullptr : fresh(numbers.back());
    if (!last || last->following) {
      return std::nullopt;
    }
    return numbers.back() * kWindowPage + static_cast<int>(last->rows.size());
  }

  /// So many rows there are at least: the pages show them.
  [[nodiscard]] qint64 shownByPages() {
    const std::vector<int> numbers = m_window.pageNumbers();
    const auto last = std::find_if(numbers.rbegin(), numbers.rend(), [this](int number) { return fresh(number); });
    if (last == numbers.rend()) {
      return 0;
    }
    const auto* const page = fresh(*last);
    return qint64{*last} * kWindowPage + static_cast<qint64>(page->rows.size()) + (page->following ? 1 : 0);
  }

  void setLength(qint64 rows) {
    const int length = static_cast<int>(std::clamp<qint64>(rows, 0, kMostRows));
    if (length > m_length) {
      beginInsertRows({}, m_length, length - 1);
      m_length = length;
      endInsertRows();
    } else if (length < m_length) {
      beginRemoveRows({}, length, m_length - 1);
      m_length = length;
      m_window.cut(length);
      endRemoveRows();
    }
  }

  void pump() {
    if (!m_started || m_failed) {
      return;
    }
    std::vector<int> wanted;
    if (m_replacing) {
      wanted.push_back(0);
    } else {
      const std::vector<int> shown = visiblePages();
      for (const int number : shown) {
        m_window.touch(number);
        if (!fresh(number)) {
          wanted.push_back(number);
        }
      }
      if (wanted.empty()) {
        wanted = wantedBeside(shown);
      }
    }
    // Far into a list of which no landmark is known yet there is no quick way.
    wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                                [this](int number) { return m_measuring && placeOf(number).skip > kFar; }),
                 wanted.end());
    m_requests.want(std::move(wanted));
    bool sent = false;
    while (const auto request = m_requests.next()) {
      sent = true;
      readPage(request->id, placeOf(request->page), request->token);
    }
    if (sent) {
      pagesChanged();
    }
  }

  /// What is read once all on view is there: the page ahead, and what was looked at elsewhere.
  [[nodiscard]] std::vector<int> wantedBeside(const std::vector<int>& shown) {
    const auto isMissing = [this](int number) {
      return number >= 0 && qint64{number} * kWindowPage < m_length && !fresh(number);
    };
    m_missed.erase(std::remove_if(m_missed.begin(), m_missed.end(), std::not_fn(isMissing)), m_missed.end());
    std::vector<int> wanted = m_missed;
    const int ahead = shown.empty() ? -1 : m_direction > 0 ? shown.back() + 1 : shown.front() - 1;
    if (isMissing(ahead) && std::find(wanted.begin(), wanted.end(), ahead) == wanted.end()) {
      wanted.insert(wanted.begin(), ahead);
    }
    return wanted;
  }

  [[nodiscard]] PagePlace placeOf(int number) {
    PagePlace place = PagePlace::from(number, m_landmarks);
    if (number == 0 || m_replacing) {
      return place;
    }
    if (const auto* const ahead = fresh(number - 1); ahead && ahead->rows.size() == kWindowPage) {
      return {number, ahead->lastCursor, std::nullopt, 0, kWindowPage + 1, false};
    }
    if (const auto* const behind = fresh(number + 1); behind && !behind->rows.empty()) {
      return {number, std::nullopt, behind->firstCursor, 0, kWindowPage + 1, true};
    }
    for (int near = number - 2; near >= std::max(number - kNear, 0); --near) {
      const auto* const page = fresh(near);
      const qint64 skip = qint64{number - near - 1} * kWindowPage - 1;
      if (page && page->rows.size() == kWindowPage && skip < place.skip) {
        place.after = page->lastCursor;
        place.skip = skip;
        break;
      }
    }
    return place;
  }

  [[nodiscard]] typename Window::Page cut(const PagePlace& place, std::vector<Row> rows, quint64 request) {
    typename Window::Page page;
    page.reading = m_reading;
    auto first = rows.begin();
    auto end = rows.end();
    if (place.before) {
      first = end - std::min<std::ptrdiff_t>(end - first, kWindowPage);
    } else if (place.leads && first != end) {
      ++first;
    }
    if (first != rows.begin()) {
      page.previous = *std::prev(first);
    }
    if (end - first > kWindowPage) {
      end = first + kWindowPage;
      page.following = *end;
    }
    if (first != end) {
      page.firstCursor = cursorOf(*first);
      page.lastCursor = cursorOf(*std::prev(end));
    }
    page.rows.assign(std::make_move_iterator(first), std::make_move_iterator(end));
    for (Row& row : page.rows) {
      mend(row, request);
    }
    return page;
  }

  void install(const PagePlace& place, typename Window::Page page) {
    if (m_replacing) {
      replaceAll(std::move(page));
      return;
    }
    const int number = place.page;
    const int first = number * kWindowPage;
    auto* const ahead = fresh(number - 1);
    auto* const behind = fresh(number + 1);
    if ((place.before && !behind) || (place.after && !place.leads && !ahead)) {
      return; // The page next to it is gone meanwhile; it is asked for in another way.
    }
    if (place.before && !page.previous) {
      // There are fewer rows ahead than was thought: the numbers are not right.
      dropPages([](int) { return true; });
      lengthContradicted();
      return;
    }
    if (page.rows.empty() && number > 0) {
      if (ahead) {
        ahead->following.reset();
      }
      setLength(std::min(m_length, first));
      lengthContradicted();
      return;
    }
    if (place.before) {
      page.following = behind->rows.front();
      behind->previous = page.rows.back();
    }
    const auto joins = [](const typename Window::Page& one, const typename Window::Page& next) {
      return one.following && next.previous && !one.rows.empty() && !next.rows.empty() &&
             windowKey(*one.following) == windowKey(next.rows.front()) &&
             windowKey(*next.previous) == windowKey(one.rows.back());
    };
    if (ahead && place.after && !place.leads) {
      page.previous = ahead->rows.back();
      ahead->following = page.rows.front();
    }
    const bool gapAhead = ahead && !joins(*ahead, page);
    const bool gapBehind = behind && !joins(page, *behind);
    put(number, std::move(page));
    if (gapAhead) {
      dropPages([number](int other) { return other < number; });
    }
    if (gapBehind) {
      dropPages([number](int other) { return other > number; });
    }
  }

  void replaceAll(typename Window::Page page) {
    beginResetModel();
    m_replacing = false;
    m_window.clear();
    m_missed.clear();
    m_firstVisible = 0;
    m_lastVisible = std::min(m_lastVisible, kWindowPage - 1);
    const int rows = static_cast<int>(page.rows.size());
    const bool ends = !page.following;
    m_length = rows;
    if (!ends && m_told) {
      m_length = static_cast<int>(std::clamp<qint64>(m_told->value, rows + 1, kMostRows));
    } else if (!ends && !m_measuring) {
      m_length = rows + 1;
    }
    m_window.put(0, std::move(page));
    answered();
    endResetModel();
    if (ends) {
      endFound(rows);
    }
  }

  void put(int number, typename Window::Page page) {
    const int first = number * kWindowPage;
    const int rows = static_cast<int>(page.rows.size());
    const bool ends = !page.following;
    const auto* const old = m_window.page(number);
    std::vector<int> changed;
    bool moved = false;
    for (int i = 0; i < rows; ++i) {
      const auto place = static_cast<std::size_t>(i);
      if (!old || place >= old->rows.size() || !(old->rows[place] == page.rows[place])) {
        changed.push_back(first + i);
        moved =
            moved || (old && place < old->rows.size() && windowKey(old->rows[place]) != windowKey(page.rows[place]));
      }
    }
    if (moved) {
      // Whoever keeps its place by rows' numbers has to find them again by their keys.
      beginResetModel();
      m_window.put(number, std::move(page));
      if (ends) {
        m_length = first + rows;
        m_window.cut(m_length);
      } else {
        m_length = std::max(m_length, first + rows);
      }
      endResetModel();
    } else {
      m_window.put(number, std::move(page));
      if (ends) {
        setLength(first + rows);
      } else if (m_length < first + rows) {
        setLength(first + rows);
      }
      showRows(changed);
    }
    if (ends) {
      endFound(first + rows);
    } else if (!m_measuring && m_length <= first + rows) {
      setLength(qint64{first} + rows + 1);
      lengthContradicted();
    }
  }

  /// What these pages had may come back under other numbers: whoever keeps its place by them has to go by the keys.
  template <typename Predicate>
  void dropPages(Predicate predicate) {
    const std::vector<int> numbers = m_window.pageNumbers();
    if (std::any_of(numbers.begin(), numbers.end(), predicate)) {
      beginResetModel();
      m_window.dropIf(predicate);
      endResetModel();
    }
  }

  Window m_window;
  PageRequests m_requests;
  std::vector<Landmark> m_landmarks;
  std::optional<RowCount> m_told;
  mutable std::vector<int> m_missed; ///< Pages that were looked at without being on view.
  mutable QTimer m_missTimer;
  quint64 m_reading = 1;
  int m_length = 0;
  int m_firstVisible = 0;
  int m_lastVisible = 0;
  int m_direction = 1;
  bool m_started = false;
  bool m_replacing = false; ///< A question is asked whose first page is not here.
  bool m_measuring = false;
  bool m_failed = false;
};

} // namespace sentinai
