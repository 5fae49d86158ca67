internal import CampaignModel

/// `Mon, 01 Dec 2025 10:00:00 +0000`. Source: RFC 5322 section 3.3.
func messageDate(_ instant: Instant) -> String {
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = CivilTime(instant)
    let date = "\(weekdays[CivilTime.weekday(of: instant)]), \(padded(time.day)) \(months[time.month - 1]) \(time.year)"
    return "\(date) \(clockTime(time)):\(padded(time.second)) +0000"
}

/// `10:00`
func clockTime(_ time: CivilTime) -> String { "\(padded(time.hour)):\(padded(time.minute))" }

private func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
