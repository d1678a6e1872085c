using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class TypeNameCacheTests : IDisposable
{
    private readonly Runtime _runtime = new();
    private readonly TypeNameRoom _room = new(1 << 20);

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void ANameIsAskedForOnce()
    {
        var cache = new TypeNameCache(_runtime.Read, bytesMax: 1000, _room);

        Assert.Equal("T1", cache.Resolve([Type(1)], _runtime)[0]?.Name);
        Assert.Equal(["T1", "T2"], cache.Resolve([Type(1), Type(2)], _runtime).Select(name => name?.Name));

        Assert.Equal([Address(1), Address(2)], _runtime.Asked);
    }

    [Fact]
    public void AMethodTableThatHoldsOtherWordsIsAnotherType()
    {
        var cache = new TypeNameCache(_runtime.Read, bytesMax: 1000, _room);
        cache.Resolve([Type(1)], _runtime);
        (_runtime.Prefix, _runtime.Module) = ("New", 0x20000);

        Assert.Equal("New1", cache.Resolve([Type(1, module: 0x20000)], _runtime)[0]?.Name);
    }

    [Fact]
    public void ATypeThatWasNotMetIsForgotten()
    {
        var cache = new TypeNameCache(_runtime.Read, bytesMax: 1000, _room);
        cache.Resolve([Type(1), Type(2)], _runtime);
        cache.Resolve([Type(2)], _runtime);
        _runtime.Asked.Clear();

        cache.Resolve([Type(1), Type(2)], _runtime);

        Assert.Equal([Address(1)], _runtime.Asked);
    }

    [Fact]
    public void NamesTakeNoMoreThanTheLimitFromWalkToWalk()
    {
        // Each takes 200 bytes.
        _runtime.Prefix = new string('x', 39);
        var cache = new TypeNameCache(_runtime.Read, bytesMax: 1000, _room);
        var types = Enumerable.Range(1, 9).Select(i => Type(i)).ToList();

        for (var walk = 0; walk < 3; walk++)
        {
            var names = cache.Resolve(types, _runtime);
            Assert.Equal(5, names.Count(name => name is not null));
        }

        Assert.Equal(types.Count, _runtime.Asked.Count);
    }

    [Fact]
    public void ProcessesKeepNoMoreTogetherThanTheNodesLimitAndAllTypesHaveNamesAllTheSame()
    {
        // Each takes 200 bytes: there is room for twenty, and for five of one process.
        _runtime.Prefix = new string('x', 39);
        var room = new TypeNameRoom(4000);
        var types = Enumerable.Range(1, 9).Select(i => Type(i)).ToList();
        var caches = Enumerable.Range(0, 6).Select(_ => new TypeNameCache(_runtime.Read, bytesMax: 1 << 20, room)).ToList();
        Assert.All(caches, cache => Assert.DoesNotContain(null, cache.Resolve(types, _runtime)));

        // The first four have five each, and ask for the others again; to the last two nothing is left.
        var asked = caches.Select(cache =>
        {
            _runtime.Asked.Clear();
            Assert.DoesNotContain(null, cache.Resolve(types, _runtime));
            return _runtime.Asked.Count;
        });
        Assert.Equal([4, 4, 4, 4, 9, 9], asked);

        caches[0].Dispose();
        caches[4].Resolve(types, _runtime);
        _runtime.Asked.Clear();
        caches[4].Resolve(types, _runtime);
        Assert.Equal(4, _runtime.Asked.Count);
    }

    [Fact]
    public void WhatHadNoRoomIsAskedForWhenThereIsRoomAgain()
    {
        _runtime.Prefix = new string('x', 39);
        var cache = new TypeNameCache(_runtime.Read, bytesMax: 1000, _room);
        cache.Resolve([.. Enumerable.Range(1, 9).Select(i => Type(i))], _runtime);

        Assert.NotNull(cache.Resolve([Type(1), Type(9)], _runtime)[1]);
    }

    [Fact]
    public void ATypeThatWasReplacedBeforeItCouldBeNamedDoesNotGetTheNameOfTheOther()
    {
        var cache = new TypeNameCache(_runtime.Read, bytesMax: 1000, _room);
        var counted = Type(1);
        _runtime.Module = 0x20000;

        Assert.Null(cache.Resolve([counted], _runtime)[0]);

        Assert.Equal("T1", cache.Resolve([Type(1, module: 0x20000)], _runtime)[0]?.Name);
    }

    private static ulong Address(int number) => 0x7f00_0000_0000 + (ulong)number * 64;

    private static (ulong, MethodTableHeader) Type(int number, ulong module = 0x10000) => (Address(number), Header(module));

    private static MethodTableHeader Header(ulong module) => default(MethodTableHeader) with { BaseSize = 24, Module = module, Class = module };

    /// <summary>Knows a name for everything.</summary>
    private sealed class Runtime : IRuntimeInspection
    {
        public List<ulong> Asked { get; } = [];

        public string Prefix { get; set; } = "T";

        public ulong Module { get; set; } = 0x10000;

        public string? Trouble => null;

        public bool HasBrokenOff => false;

        public TimeSpan CpuElsewhere => TimeSpan.Zero;

        public TypeName?[] Resolve(IReadOnlyList<ulong> methodTables)
        {
            Asked.AddRange(methodTables);
            return [.. methodTables.Select(table => (TypeName?)new TypeName($"{Prefix}{(table - Address(0)) / 64}", ""))];
        }

        /// <summary>See <see cref="MemoryRead"/>: a header wherever it is looked for.</summary>
        public int Read(ulong address, Span<byte> destination)
        {
            MemoryMarshal.Write(destination, Header(Module));
            return MethodTableHeader.Bytes;
        }

        public HeapLayout ReadLayout() => throw new NotSupportedException();

        public RootLayout ReadRoots(bool followsStacks) => throw new NotSupportedException();

        public StaticLayout ReadStatics() => throw new NotSupportedException();

        public string?[] ResolveFields(IReadOnlyList<FieldPlace> places) => throw new NotSupportedException();

        public ulong[] ResolveLoaders(IReadOnlyList<ulong> methodTables) => throw new NotSupportedException();

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
