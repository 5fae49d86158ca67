"""Draws from named distributions on top of `random.Random.random()`, the one method whose stream Python promises to keep."""

import math
import random
import zlib


class Chance:
    """One stream of chance. A person's stream hangs on the seed and the person's id alone, not on who came before."""

    def __init__(self, seed, *names):
        self._stream = random.Random(zlib.crc32("/".join([str(seed), *map(str, names)]).encode()))

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * self._stream.random()

    def happens(self, probability):
        return self._stream.random() < probability

    def whole(self, low, high):
        """A whole number from low to high, both included."""
        return low + int(self._stream.random() * (high - low + 1))

    def pick(self, values):
        return values[int(self._stream.random() * len(values))]

    def weighted(self, values, weights):
        left = self._stream.random() * sum(weights)
        for value, weight in zip(values, weights):
            left -= weight
            if left < 0:
                return value
        return values[-1]

    def normal(self, mean=0.0, deviation=1.0):
        radius = math.sqrt(-2 * math.log(1 - self._stream.random()))
        return mean + deviation * radius * math.cos(2 * math.pi * self._stream.random())

    def exponential(self, mean):
        return -mean * math.log(1 - self._stream.random())

    def gamma(self, shape, mean):
        """Gamma with a whole shape: the sum of so many exponential waits."""
        return sum(self.exponential(mean / shape) for _ in range(shape))

    def poisson(self, mean):
        count, product, limit = 0, self._stream.random(), math.exp(-mean)
        while product > limit:
            count += 1
            product *= self._stream.random()
        return count

    def beta(self, a, b):
        """Beta with whole parameters: the a-th smallest of a + b - 1 uniform draws."""
        return sorted(self._stream.random() for _ in range(a + b - 1))[a - 1]
