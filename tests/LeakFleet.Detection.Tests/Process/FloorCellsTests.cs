using FsCheck;
using FsCheck.Fluent;

namespace LeakFleet.Detection.Tests;

public sealed class FloorCellsTests
{
    [Fact]
    public void WhatMovesByLessThan32KiBIsExact()
    {
        var cells = default(FloorCells);
        var row = NewRow();
        long[] values = [5_000_000, 5_032_000, 5_010_001, 5_000_003, 5_031_999];
        for (var i = 0; i < values.Length; i++) cells.Lower(row, i, values[i]);
        Assert.Equal(values, row[..values.Length].Select(cells.Decode));
    }

    [Fact]
    public void AFloorOnlyFalls()
    {
        var cells = default(FloorCells);
        var row = NewRow();
        foreach (var value in new long[] { 100, 90, 200, 95 }) cells.Lower(row, 0, value);
        Assert.Equal(90, cells.Decode(row[0]));
        Assert.Equal(FloorCells.None, row[1]);
    }

    [Fact]
    public void AnyValuesAreHeldToAnEightThousandthOfTheirRange()
    {
        var values = Gen.Choose(0, int.MaxValue - 1).Select(seed =>
        {
            var random = new Random(seed);
            return Enumerable.Range(0, BucketAxis.BucketsMax).Select(_ => random.NextInt64(1L << random.Next(1, 62))).ToArray();
        });
        Prop.ForAll(values.ToArbitrary(), given =>
        {
            var cells = default(FloorCells);
            var row = NewRow();
            for (var i = 0; i < given.Length; i++) cells.Lower(row, i, given[i]);
            var step = Math.Max(1, (given.Max() - given.Min()) / 8192 + given.Max() / uint.MaxValue);
            for (var i = 0; i < given.Length; i++) Assert.InRange(given[i] - cells.Decode(row[i]), 0, 2 * step);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TheLargestNumberThereIsDoesNotOverflow()
    {
        var cells = default(FloorCells);
        var row = NewRow();
        cells.Lower(row, 0, long.MaxValue);
        cells.Lower(row, 1, 0);
        Assert.Equal(0, cells.Decode(row[1]));
        Assert.InRange(cells.Decode(row[0]), long.MaxValue / 32_767 * 32_766, long.MaxValue);
        Assert.Equal(long.MaxValue, new FloorCells(uint.MaxValue, 255).Decode(1));
    }

    private static ushort[] NewRow()
    {
        var row = new ushort[BucketAxis.BucketsMax];
        row.AsSpan().Fill(FloorCells.None);
        return row;
    }
}
