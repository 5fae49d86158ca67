# Dollars from cents, as Dovetail's filter writes them in English.
module Money
  def money(cents)
    "$#{(cents / 100).to_s.reverse.scan(/\d{1,3}/).join(",").reverse}.#{format("%02d", cents % 100)}"
  end
end
