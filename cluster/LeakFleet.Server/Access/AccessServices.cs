using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>Registers authentication and authorization, as ASP.NET Core knows them.</summary>
internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services, AccessOptions? options)
    {
        if (options is not null)
        {
            services.AddSingleton(options);
            services.AddSingleton(p => new Logins(options, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Logins>>()));
            if (options.Tls is { } tls)
                services.AddSingleton(p => new ServerCertificate(tls, options.ClientCertificates is not null, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<ServerCertificate>>()));
        }

        // AddAuthentication would bring keys to protect cookies with, of which there are none here: megabytes in every agent that shows its metrics.
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = AccessHandler.SchemeName;
            authentication.AddScheme<AccessHandler>(AccessHandler.SchemeName, displayName: null);
        });
        services.AddOptions<AuthenticationSchemeOptions>(AccessHandler.SchemeName);
        services.TryAddSingleton(UrlEncoder.Default);
        services.AddTransient<AccessHandler>();
        services.AddAuthorization(AccessPolicy.Configure);
    }
}
