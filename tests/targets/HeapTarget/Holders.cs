using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HeapTarget;

/// <summary>Holds objects in each of the ways in which programs hold what they should not.</summary>
internal static class Holders
{
    private const int Count = 60;
    private const int Strings = 20_000;
    private const int Secret = 6_210_279;

    private static readonly TimeSpan Never = TimeSpan.FromDays(1);
    private static readonly List<Held.InStaticList> List = [];
    private static readonly ConcurrentDictionary<int, Held.InConcurrentDictionary> Dictionary = [];
    private static readonly LinkedList<Held.InLinkedList> Linked = [];
    private static readonly CancellationTokenSource Stopping = new();
    private static readonly TaskCompletionSource Reply = new();
    private static readonly ConcurrentDictionary<int, TaskCompletionSource<Held.ByCompletionSource>> Calls = [];
    private static readonly Channel<Held.InChannel> Queue = Channel.CreateUnbounded<Held.InChannel>();
    private static readonly List<object> Keys = [];
    private static readonly ConditionalWeakTable<object, Held.InConditionalWeakTable> Table = [];
    private static readonly MemoryCache Cache = new(new MemoryCacheOptions());
    private static readonly ServiceProvider Services = new ServiceCollection().AddTransient<Held.ByRootScope>().AddTransient<Held.ByForgottenScope>().BuildServiceProvider();
    private static readonly List<IServiceScope> Scopes = [];
    private static readonly ThreadLocal<List<Held.InThreadLocal>> Local = new(() => []);
    private static readonly List<DependentHandle> Dependents = [];
    private static readonly List<object> Plugins = [];
    private static readonly Held.Ledger Ledger = new(Secret, Count);
    private static readonly Held.Desk Desk = new(Secret);
    private static readonly ManualResetEvent Blocked = new(false);
    private static readonly ServiceProvider Singletons = new ServiceCollection().AddSingleton<Held.Registry>().BuildServiceProvider();

    [ThreadStatic]
    private static List<Held.InThreadStatic>? _ofThread;

    private static event EventHandler? Changed;

    public static void Make()
    {
        _ofThread = [];
        for (var i = 0; i < Count; i++) Add(i);
        for (var i = 0; i < Strings; i++) string.Intern($"interned {i}");
        Plugins.AddRange(Enumerable.Range(0, Count).Select(_ => Plugin()));
        Singletons.GetRequiredService<Held.Registry>().Fill(Count);
        var poller = new Held.Poller();
        poller.Fill(Count);
        poller.Timer = new Timer(poller.Poll, null, Never, Never);
        FillThreadPool();
        new Thread(HoldOnStack) { IsBackground = true }.Start();
        new Thread(HoldInRegister) { IsBackground = true }.Start();
        new Thread(HoldBySpan) { IsBackground = true }.Start();
        // Twice, so that all but the finalizable is old when it is looked at.
        GC.Collect();
        GC.Collect();
        HoldWeakly();
        Changed?.Invoke(null, EventArgs.Empty);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(int i)
    {
        List.Add(new Held.InStaticList());
        Dictionary[i] = new Held.InConcurrentDictionary();
        Linked.AddLast(new Held.InLinkedList());
        Changed += new Held.ByEvent().Look;
        var timed = new Held.ByTimer();
        timed.Timer = new Timer(timed.Look, null, Never, Never);
        Stopping.Token.Register(new Held.ByCancellation().Look);
        _ = Call(new Held.ByAsyncMethod());
        Calls[i] = new TaskCompletionSource<Held.ByCompletionSource>(new Held.ByCompletionSource());
        Queue.Writer.TryWrite(new Held.InChannel());
        Keys.Add(new object());
        Table.Add(Keys[^1], new Held.InConditionalWeakTable());
        Cache.Set(i, new Held.InMemoryCache());
        Services.GetRequiredService<Held.ByRootScope>();
        Scopes.Add(Services.CreateScope());
        Scopes[^1].ServiceProvider.GetRequiredService<Held.ByForgottenScope>();
        _ = Wait(new Held.ByDelay());
        Local.Value!.Add(new Held.InThreadLocal());
        _ofThread!.Add(new Held.InThreadStatic());
        GCHandle.Alloc(new Held.ByStrongHandle());
        Dependents.Add(new DependentHandle(Keys[^1], new Held.ByDependentHandle()));
        GCHandle.Alloc(new Held.Pinned[100], GCHandleType.Pinned);
        GC.KeepAlive(new Held.ByFinalizer(Blocked));
    }

    private static async Task Call(Held.ByAsyncMethod held)
    {
        await Reply.Task;
        held.Look();
    }

    private static async Task Wait(Held.ByDelay held)
    {
        await Task.Delay(Never);
        held.Look();
    }

    private static object Plugin()
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Plugin"), AssemblyBuilderAccess.RunAndCollect).DefineDynamicModule("Plugin");
        return Activator.CreateInstance(module.DefineType("Plugin.Report", TypeAttributes.Public).CreateType())!;
    }

    private static void FillThreadPool()
    {
        var threads = Environment.ProcessorCount;
        ThreadPool.SetMaxThreads(threads, threads);
        for (var i = 0; i < threads; i++) ThreadPool.UnsafeQueueUserWorkItem(_ => Blocked.WaitOne(), null);
        for (var i = 0; i < Count; i++) ThreadPool.UnsafeQueueUserWorkItem(new Held.InThreadPool(), preferLocal: false);
    }

    private static void HoldOnStack()
    {
        var local = Enumerable.Range(0, Count).Select(_ => new Held.OnStack()).ToArray();
        Blocked.WaitOne();
        GC.KeepAlive(local);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HoldInRegister()
    {
        var local = Enumerable.Range(0, Count).Select(_ => new Held.InRegister()).ToArray();
        Blocked.WaitOne();
        GC.KeepAlive(local);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HoldBySpan()
    {
        var span = Enumerable.Range(0, Count).Select(_ => new Held.BySpan()).ToArray().AsSpan(Count / 2);
        Blocked.WaitOne();
        GC.KeepAlive(span[0]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldWeakly()
    {
        for (var i = 0; i < Count; i++) GCHandle.Alloc(new Held.OnlyWeakly(), i % 2 == 0 ? GCHandleType.Weak : GCHandleType.WeakTrackResurrection);
    }
}
