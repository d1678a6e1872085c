namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What fills the heap of any service, by names as a heap walk tells them.</summary>
internal static class FrameworkTypes
{
    public const string Core = "System.Private.CoreLib";

    public const string ByteArray = "System.Byte[]";

    public const string String = "System.String";

    /// <summary>Mostly the largest of any heap.</summary>
    public static IReadOnlyList<NamedType> Large { get; } =
    [
        new(String, Core, 90, true), new(ByteArray, Core, 700, true), new("System.Object[]", Core, 160, true), new("System.Int32[]", Core, 300, true),
        new("System.Char[]", Core, 900, true), new("System.Collections.Generic.Dictionary<System.String, System.Object>+Entry[]", Core, 600, true),
    ];

    /// <summary>What stands for loaded code: in any heap, but by hundreds, whatever its size.</summary>
    public static IReadOnlyList<(NamedType Type, int CountMin, int CountMax)> Loaded { get; } =
    [
        (new("System.Reflection.RuntimeAssembly", Core, 48), 60, 500), (new("System.Runtime.Loader.AssemblyLoadContext", Core, 72), 1, 8),
        (new("System.Reflection.LoaderAllocator", Core, 48), 1, 30),
    ];

    public static IReadOnlyList<NamedType> Usual { get; } =
    [
        .. Of(
            Core,
            "System.Int64[]:400 System.String[]:120 System.Func<System.Object>:64 System.Action:64 System.Action<System.Object>:64 System.EventHandler:64 "
            + "System.WeakReference:24 System.Boolean:24 System.Int32:24 System.Int64:24 System.Guid:32 System.DateTime:24 System.Decimal:32 System.Uri:72 "
            + "System.RuntimeType:40 System.Version:32 System.Object:24 System.Lazy<System.Object>:40 System.Type[]:48 System.Double[]:500 "
            + "System.Collections.Generic.List<System.String>:32 System.Collections.Generic.List<System.Object>:32 System.Collections.Hashtable:80 "
            + "System.Collections.Hashtable+Bucket[]:400 System.Collections.ArrayList:32 System.Collections.Generic.HashSet<System.String>:64 "
            + "System.Collections.Generic.Dictionary<System.String,System.String>:80 System.Collections.Generic.Dictionary<System.String,System.Object>:80 "
            + "System.Collections.Generic.Dictionary<System.Type,System.Object>+Entry[]:500 System.Collections.Generic.HashSet<System.String>+Entry[]:300 "
            + "System.Collections.Concurrent.ConcurrentQueueSegment<System.Object>:48 System.Threading.Tasks.Task:64 System.Threading.Tasks.Task<System.Boolean>:72 "
            + "System.Threading.CancellationTokenSource:64 System.Threading.CancellationTokenSource+CallbackNode:72 System.Threading.CancellationTokenSource+Registrations:48 "
            + "System.Threading.TimerQueueTimer:96 System.Threading.TimerHolder:24 System.Threading.SemaphoreSlim:64 System.Threading.ExecutionContext:40 "
            + "System.Threading.Thread:72 System.Threading.AsyncLocalValueMap+TwoElementAsyncLocalValueMap:48 System.Threading.Tasks.TaskCompletionSource<System.Boolean>:24 "
            + "System.Reflection.RuntimeMethodInfo:104 System.Reflection.RuntimeParameterInfo:88 System.Reflection.RuntimePropertyInfo:80 "
            + "System.Reflection.CustomAttributeTypedArgument[]:64 System.Signature:72 System.RuntimeType+RuntimeTypeCache:104 System.Reflection.Emit.DynamicMethod:128 "
            + "System.Text.StringBuilder:48 System.IO.MemoryStream:64 "
            + "System.Runtime.CompilerServices.ConditionalWeakTable<System.Object,System.Object>+Container:48 System.IO.FileStream:48 "
            + "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<System.Threading.Tasks.VoidTaskResult>+AsyncStateMachineBox<System.Object>:144 "
            + "System.Buffers.SharedArrayPool<System.Byte>+Partition:40 System.Globalization.CultureInfo:104 Microsoft.Win32.SafeHandles.SafeFileHandle:48"),
        .. Of("System.Net.Http", "System.Net.Http.HttpRequestMessage:72 System.Net.Http.HttpResponseMessage:64 System.Net.Http.HttpConnection:200 System.Net.Http.Headers.HeaderDescriptor[]:96 System.Net.Http.HttpConnectionPool:240"),
        .. Of("System.Net.Sockets", "System.Net.Sockets.Socket:112 System.Net.Sockets.SocketAsyncEventArgs:320 System.Net.Sockets.SafeSocketHandle:72 System.Net.Sockets.SocketAsyncContext:120"),
        .. Of("System.Net.Security", "System.Net.Security.SslStream:280 System.Net.Security.SafeSslHandle:64"),
        .. Of("System.Text.Json", "System.Text.Json.Serialization.Metadata.JsonPropertyInfo<System.String>:320 System.Text.Json.JsonDocument:96 System.Text.Json.Utf8JsonWriter:168"),
        .. Of("System.Linq.Expressions", "System.Linq.Expressions.TypedParameterExpression:32 System.Linq.Expressions.PropertyExpression:40 System.Linq.Expressions.ConstantExpression:32"),
        .. Of("System.Collections.Concurrent", "System.Collections.Concurrent.ConcurrentDictionary<System.String,System.Object>+Node:48 System.Collections.Concurrent.ConcurrentDictionary<System.Type,System.Object>+Node:48"),
        .. Of("System.Collections", "System.Collections.Generic.LinkedListNode<System.Object>:48 System.Collections.Generic.SortedDictionary<System.Int64,System.Object>+Node:56"),
        .. Of("Microsoft.AspNetCore.Server.Kestrel.Core", "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.Http1Connection:900 Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http2.Http2Stream:760 Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpRequestHeaders:600"),
        .. Of("Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Http.DefaultHttpContext:136 Microsoft.AspNetCore.Http.HeaderDictionary:48"),
        .. Of("Microsoft.AspNetCore.Routing", "Microsoft.AspNetCore.Routing.Matching.DfaNode:96 Microsoft.AspNetCore.Routing.RouteEndpoint:56"),
        .. Of("Microsoft.Extensions.Logging", "Microsoft.Extensions.Logging.Logger:40 Microsoft.Extensions.Logging.MessageLogger[]:120"),
        .. Of("Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.DependencyInjection.ServiceLookup.ServiceProviderEngineScope:64 Microsoft.Extensions.DependencyInjection.ServiceLookup.ConstructorCallSite:72 Microsoft.Extensions.DependencyInjection.ServiceLookup.ServiceCacheKey:32"),
        .. Of("Microsoft.Extensions.Caching.Memory", "Microsoft.Extensions.Caching.Memory.CacheEntry:144"),
        .. Of("Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.ChangeTracking.Internal.InternalEntityEntry:88 Microsoft.EntityFrameworkCore.Metadata.RuntimeProperty:240 Microsoft.EntityFrameworkCore.Query.Internal.CompiledQueryCacheKeyGenerator+CompiledQueryCacheKey:48"),
        .. Of("Npgsql", "Npgsql.Internal.NpgsqlConnector:800 Npgsql.NpgsqlParameter:120 Npgsql.BackendMessages.FieldDescription:80"),
        .. Of("Grpc.Net.Client", "Grpc.Net.Client.Internal.GrpcCall<System.Object,System.Object>:280"),
        .. Of("StackExchange.Redis", "StackExchange.Redis.Message+CommandKeyMessage:88 StackExchange.Redis.RedisValue[]:200"),
        .. Of("Serilog", "Serilog.Events.LogEventProperty:32 Serilog.Events.ScalarValue:24 Serilog.Events.LogEvent:80"),
        .. Of("Newtonsoft.Json", "Newtonsoft.Json.Serialization.JsonProperty:240 Newtonsoft.Json.Linq.JValue:72"),
    ];

    private static IEnumerable<NamedType> Of(string assembly, string list)
    {
        foreach (var item in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = item.LastIndexOf(':');
            // Arguments of generic types are told with a space after the comma.
            var name = item[..colon].Replace(",", ", ", StringComparison.Ordinal);
            yield return new NamedType(name, assembly, int.Parse(item.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture), name.EndsWith("[]", StringComparison.Ordinal));
        }
    }
}
