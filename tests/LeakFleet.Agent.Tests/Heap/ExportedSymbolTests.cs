using System.Runtime.InteropServices;
using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class ExportedSymbolTests
{
    private static readonly MemoryRead Own = new ProcessMemory(Environment.ProcessId).Read;

    [Theory]
    [InlineData("coreclr_initialize")]
    [InlineData("MetaDataGetDispenser")]
    public void ASymbolIsWhereTheLoaderFindsIt(string name)
    {
        var library = NativeLibrary.Load(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), TargetRuntime.CoreClrName));

        Assert.Equal((ulong)NativeLibrary.GetExport(library, name), ExportedSymbol.Find(Own, CoreClrBase(), name));
    }

    [Fact]
    public void ANameThatIsNotExportedIsNotFound() => Assert.Equal(0UL, ExportedSymbol.Find(Own, CoreClrBase(), "no_such_symbol"));

    [Fact]
    public void WhatIsNoLibraryHasNoSymbols() => Assert.Equal(0UL, ExportedSymbol.Find(Own, CoreClrBase() + 4096, "coreclr_initialize"));

    private static ulong CoreClrBase() => TargetRuntime.Find(Environment.ProcessId, new HeapWalkOptions()).CoreClrBase;
}
