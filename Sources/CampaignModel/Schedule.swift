/// When a campaign runs, and within which hours its messages may go out.
public struct ScheduleSettings: Hashable, Codable, Sendable {
    /// What starts a run.
    public enum Start: Hashable, Codable, Sendable {
        /// A person does: `dovetail send`.
        case manual
        /// Once.
        case at(Moment)
        /// Again and again, at the times of a cron expression that has been found to be right.
        case cron(String)
    }

    /// A moment as a person writes it: with an offset, or by the clocks of ``ScheduleSettings/zone``.
    public enum Moment: Hashable, Codable, Sendable {
        case fixed(Instant)
        case local(LocalTime)
    }

    /// Whose clocks `start`, `validUntil` go by.
    public enum Zone: Hashable, Codable, Sendable {
        case shop
        /// IANA name.
        case named(String)
        /// Everyone's own.
        case recipient
    }

    public var start = Start.manual
    public var zone = Zone.shop
    /// A run that could not start so many seconds after it was due asks first.
    public var graceSeconds: Int64 = 3_600
    /// Clock time, in minutes after midnight, at which a message is due in the recipient's time zone; `nil` means at once.
    public var recipientMinuteOfDay: Int?
    /// A message not accepted so many hours after it was due is `skipped(expired)`; 1 ... 720.
    public var validForHours: Int
    /// Nor is it sent from this moment on.
    public var validUntil: Moment?
    public var hours = SendingHours()
    public var throttle: Throttle?

    public init(recipientMinuteOfDay: Int? = nil, validForHours: Int = 72) {
        self.recipientMinuteOfDay = recipientMinuteOfDay
        self.validForHours = validForHours
    }
}

/// The hours and days in which people may be written to, by their own clocks.
public struct SendingHours: Hashable, Codable, Sendable {
    /// From one time of the day to another, in minutes after midnight; the end is not in it. Where it is the earlier one
    /// the span goes over midnight.
    public struct Span: Hashable, Codable, Sendable {
        /// 0 ... 1,439
        public var from: Int
        public var to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        public func contains(_ minute: Int) -> Bool {
            from < to ? from <= minute && minute < to : from <= minute || minute < to
        }
    }

    /// `nil` means all day.
    public var window: Span?
    /// `nil` means none.
    public var quiet: Span?
    /// 0 is Sunday. Never empty.
    public var weekdays: Set<Int>

    public init(window: Span? = nil, quiet: Span? = nil, weekdays: Set<Int> = Set(0...6)) {
        self.window = window
        self.quiet = quiet
        self.weekdays = weekdays
    }

    public var areUnlimited: Bool { self == SendingHours() }

    public func allow(_ time: LocalTime) -> Bool {
        weekdays.contains(time.weekday) && allow(minute: time.minuteOfDay)
    }

    /// - Parameter minute: After midnight.
    public func allow(minute: Int) -> Bool { window?.contains(minute) != false && quiet?.contains(minute) != true }
}

/// How fast a run's messages may become due.
public struct Throttle: Hashable, Codable, Sendable {
    /// 1 ... 1,000,000
    public var messages: Int
    /// 1, 60 or 3,600
    public var perSeconds: Int

    public init(messages: Int, perSeconds: Int) {
        self.messages = messages
        self.perSeconds = perSeconds
    }
}

/// A time at which a run is to start.
public struct DueTime: Hashable, Sendable {
    /// What the clocks show then: the run's key. A zone that changes its rules, or a clock that shows a time twice, does
    /// not make another run of it.
    public var local: LocalTime
    /// When the run starts. By the recipients' clocks that is when the first of them show the time.
    public var at: Instant
    /// From here on it is too late to start without asking.
    public var staleFrom: Instant

    public init(local: LocalTime, at: Instant, staleFrom: Instant) {
        self.local = local
        self.at = at
        self.staleFrom = staleFrom
    }
}
